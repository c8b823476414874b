import type { FaultPlaces } from './places';

/** What a row looked at, in one line of the table. */
export interface Finding {
  readonly row: string;
  readonly figures: string;
  readonly met: boolean;
}

export interface FaultOptions {
  readonly places: FaultPlaces;
  /** The form that is part of `npm test`: all rows together within two minutes. */
  readonly short: boolean;
  /** A line of progress. */
  readonly tell: (line: string) => void;
}

/** One row of the fault matrix: `npm run faults -- <name>`. */
export interface FaultRow {
  readonly name: string;
  /** Of the quality goals, e.g. `R1`. */
  readonly id: string;
  readonly title: string;
  /** False: it has no short form. */
  readonly inTests: boolean;
  run(options: FaultOptions): Promise<Finding[]>;
}

/** What a checker found, in words. */
export const violationsOf = (violations: readonly string[]): string =>
  violations.join('; ') || '0 lost, 0 doubled, 0 half, 0 out of order';
