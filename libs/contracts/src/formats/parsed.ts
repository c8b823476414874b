/** A value read and normalised, or the stable code of what is wrong with it. Parsers never throw. */
export type Parsed<T, D = object> = ({ ok: true; value: T } & D) | { ok: false; code: string };

export const wrong = (code: string): { ok: false; code: string } => ({ ok: false, code });

/** Come along with what is copied and pasted, and nobody sees them: zero-width characters, direction marks, soft hyphens. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** The dot between the parts of a minority's name, and what keyboards and fonts write instead of it. */
export const DOTS = /[\u00b7\u0387\u2022\u2027\u2219\u22c5\u2e31\u30fb\uff65]/g;

export const withoutInvisible = (input: string): string => input.replace(INVISIBLE, '');

/** Full-width forms in a range as their ASCII twins. */
const narrow = (input: string, wide: RegExp): string =>
  input.replace(wide, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0));
export const narrowLetters = (input: string): string =>
  narrow(input, /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g);

/**
 * A number as people type or paste it: full-width characters as their ASCII twins, in upper case, without spaces of any kind and what
 * nobody sees. Only ASCII letters change case: `ß` would become two letters, and `ſ` one of ours.
 */
export const tidy = (input: string): string =>
  narrow(withoutInvisible(input), /[\uff01-\uff5e]/g)
    .replace(/\s/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
