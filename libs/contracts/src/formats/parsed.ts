/** A value read and normalised, or the stable code of what is wrong with it. Parsers never throw. */
export type Parsed<T, D = object> = ({ ok: true; value: T } & D) | { ok: false; code: string };

export const wrong = (code: string): { ok: false; code: string } => ({ ok: false, code });

/** Full-width digits, letters and spaces as their ASCII twins, trimmed and in upper case. */
export const tidy = (input: string): string =>
  input
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .trim()
    .toUpperCase();
