import { type Day, day, type Name, type Parsed, parseName } from '@open122/contracts';

/** Reads one field; the empty text never reaches it (see {@link required} and {@link optional}). */
export type Reader<T> = (text: string, today: Day) => Parsed<T>;

/** A column of a registry file: `read` gets the field as it stands, the empty one too. */
export interface Column<T> {
  readonly read: Reader<T>;
}
export type Columns = Readonly<Record<string, Column<unknown>>>;
/** The values of one row by its columns' names. */
export type Values<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never };

const wrong = (code: string): { ok: false; code: string } => ({ ok: false, code });
const right = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** A field that must be filled. */
export const required = <T>(read: Reader<T>): Column<T> => ({
  read: (text, today) => (text === '' ? wrong('value.missing') : read(text, today)),
});
/** Empty means unknown (rules §9a). */
export const optional = <T>(read: Reader<T>): Column<T | null> => ({
  read: (text, today) => (text === '' ? right(null) : read(text, today)),
});

export const integer =
  (least: number, most = 2 ** 31 - 1): Reader<number> =>
  (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? right(value) : wrong('value.integer');
  };

export const flag: Reader<boolean> = (text) =>
  text === '0' || text === '1' ? right(text === '1') : wrong('value.flag');

export const date: Reader<Day> = (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return wrong('value.date');
  try {
    return right(day(text));
  } catch {
    return wrong('value.date');
  }
};

/** A name as printed, in one spelling (rules §10). */
export const name: Reader<Name> = parseName;

/** One value of a dictionary. */
export const oneOf =
  <T extends string>(values: readonly T[], code: string): Reader<T> =>
  (text) =>
    values.includes(text as T) ? right(text as T) : wrong(code);

/** A set out of a dictionary, cut by `separator`; the empty separator cuts every letter. */
export const setOf =
  <T extends string>(values: readonly T[], separator: string, code: string): Reader<T[]> =>
  (text) => {
    const parts = text.split(separator);
    const known = parts.every((part) => values.includes(part as T));
    return known && new Set(parts).size === parts.length ? right([...parts].sort() as T[]) : wrong(code);
  };

/** Text of another column decides how it is read; kept raw until the row is put together. */
export const raw: Reader<string> = (text) => right(text);
