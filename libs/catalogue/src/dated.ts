import type { Day } from '@open122/contracts';

/** A value that the law changes on a given day. */
export interface Dated<T> {
  /** The value in force on a day in Asia/Shanghai. Throws RangeError for a day before the first entry. */
  asOf(on: Day): T;
  readonly entries: readonly (readonly [Day, T])[];
}

/**
 * Values by the day each came into force, oldest first. Throws RangeError when empty or out of order, so that a slip of
 * the pen in the law's numbers stops the start and not a decision.
 */
export function dated<T>(entries: readonly (readonly [string, T])[]): Dated<T> {
  const days = entries.map(([from]) => from);
  if (days.length === 0 || days.some((from, i) => i > 0 && from <= days[i - 1]!)) {
    throw new RangeError(`dated values must be non-empty and in order: ${days.join(', ')}`);
  }
  return {
    entries: entries as readonly (readonly [Day, T])[],
    asOf(on) {
      const entry = entries.findLast(([from]) => from <= on);
      if (entry === undefined) throw new RangeError(`no value before ${days[0]}: ${on}`);
      return entry[1];
    },
  };
}
