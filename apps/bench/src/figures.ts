import type { Finding, Goal } from './row';

const sorted = (figures: readonly number[]): number[] => [...figures].sort((a, b) => a - b);

/** Of an empty list: NaN, which meets no goal. */
export function median(figures: readonly number[]): number {
  const all = sorted(figures);
  const middle = all.length >> 1;
  return all.length % 2 === 1 ? (all[middle] ?? NaN) : ((all[middle - 1] ?? NaN) + (all[middle] ?? NaN)) / 2;
}

/** The figure below which a share of all lies: `quantile(latencies, 0.99)`. */
export function quantile(figures: readonly number[], share: number): number {
  const all = sorted(figures);
  return all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? NaN;
}

/** (highest − lowest) ÷ median. */
export function spread(figures: readonly number[]): number {
  if (figures.length < 2) return 0;
  return (Math.max(...figures) - Math.min(...figures)) / Math.abs(median(figures));
}

/**
 * What rounds say of a goal: each round's ratio, of which the median counts, so that a machine that slows down for a while
 * slows both sides of a round.
 */
export function compared(
  goal: Goal,
  rounds: readonly { readonly ours: number; readonly baseline: number }[],
  unit: string,
  note?: string,
): Finding {
  const ratios = rounds.map(({ ours, baseline }) => ours / baseline);
  return {
    ...{ goal, unit },
    ours: median(rounds.map(({ ours }) => ours)),
    baseline: median(rounds.map(({ baseline }) => baseline)),
    ratio: median(ratios),
    spread: spread(ratios),
    ...(note === undefined ? {} : { note }),
  };
}
