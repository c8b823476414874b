import { types } from 'pg';

const oid = {
  int8: 20,
  timestamptz: 1184,
  date: 1082,
  int8Array: 1016,
  timestamptzArray: 1185,
  dateArray: 1182,
};
// pg's own list of type ids leaves out the arrays
const textArray = types.getTypeParser(1009 as number as 25) as (text: string) => (string | null)[];

/** `2026-01-01 00:00:00.12+00` (sessions run in UTC) as `2026-01-01T00:00:00.120Z`. */
export function instantText(value: string): string {
  if (!value.endsWith('+00')) throw new RangeError(`not a moment in UTC: ${value}`);
  const fraction = value.slice(20, -3).padEnd(3, '0').slice(0, 3);
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${fraction}Z`;
}

const arrayOf =
  <T>(parse: (text: string) => T) =>
  (value: string): (T | null)[] =>
    textArray(value).map((each) => (each === null ? null : parse(each)));
const same = (value: string): string => value;

const parsers: Record<number, (value: string) => unknown> = {
  [oid.int8]: Number,
  [oid.timestamptz]: instantText,
  [oid.date]: same,
  [oid.int8Array]: arrayOf(Number),
  [oid.timestamptzArray]: arrayOf(instantText),
  [oid.dateArray]: arrayOf(same),
};

/** How rows reach us: int8 as number, timestamptz as Instant, date as Day; numeric stays text. Of our own pools only. */
export const rowTypes = {
  getTypeParser: (id: number, format?: 'text' | 'binary'): unknown =>
    (format !== 'binary' && parsers[id]) || types.getTypeParser(id, format),
};
