import type { Places } from './places';

/** What is to be reached; `ratio` is compared with `limit`. */
export interface Goal {
  /** Of the quality goals, e.g. `P1`. */
  readonly id: string;
  /** In a few words, e.g. `CPU of a read ÷ bare Fastify + pg`. */
  readonly what: string;
  readonly limit: number;
  /** `most`: the ratio may be the limit at most; `least`: at least. */
  readonly is: 'most' | 'least';
}
/** A figure and what it is compared with, both medians of the same run. */
export interface Finding {
  readonly goal: Goal;
  readonly ours: number;
  /** Null for a goal without a baseline: its limit is a figure of its own. */
  readonly baseline: number | null;
  /** Of `ours` and `baseline`, e.g. `µs` or `1/s`. */
  readonly unit: string;
  /** `ours ÷ baseline`, or `ours` without one. */
  readonly ratio: number;
  /** Of the ratios of the rounds: (highest − lowest) ÷ median; 0 for a single figure. */
  readonly spread: number;
  /** What a reader has to know, e.g. which fall-back was used. */
  readonly note?: string;
}

/** What a row works with. */
export interface Bench {
  readonly places: Places;
  /** A line of progress; the last one stands until the next. */
  tell(line: string): void;
}

/** One row of the benchmarks: `npm run bench -- <name>`. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Takes so long that it is measured only when it is named. */
  readonly onlyWhenAsked?: true;
  run(bench: Bench): Promise<Finding[]>;
}

export const isMet = ({ goal, ratio }: Finding): boolean =>
  goal.is === 'most' ? ratio <= goal.limit : ratio >= goal.limit;

/** A figure without a baseline: the goal's limit is in the figure's own unit. */
export const absolute = (goal: Goal, ours: number, unit: string, note?: string): Finding => ({
  ...{ goal, ours, baseline: null, unit, ratio: ours, spread: 0 },
  ...(note === undefined ? {} : { note }),
});
