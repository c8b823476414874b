import type { FaultPlaces } from './places';

/** What a row looked at, in one line of the table. */
export interface Finding {
  readonly row: string;
  readonly figures: string;
  readonly met: boolean;
}

export interface FaultOptions {
  readonly places: FaultPlaces;
  /** The form that is part of `npm test`; two minutes for all rows together are its goal. */
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
  /** Where it runs, of {@link FaultPlaces}: rows of different places do not disturb each other. */
  readonly on: 'toys' | 'platform';
  /** False: it has no short form. */
  readonly inTests: boolean;
  run(options: FaultOptions): Promise<Finding[]>;
}

/** The short form runs beside all other tests, where everything takes longer: there, times are no measurement. */
const SLOWER = 4;
/** How long something may take in this form, of the time that is the goal. */
export const allowed = (time: number, short: boolean): number => (short ? time * SLOWER : time);

/** What a checker found, in words. */
export const violationsOf = (violations: readonly string[]): string =>
  violations.join('; ') || '0 lost, 0 doubled, 0 half, 0 out of order';
