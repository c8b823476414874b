import { type Parsed, tidy, wrong } from './parsed';

export type Mobile = string & { readonly __mobile: unique symbol };

/** A mobile of mainland China, 11 digits; +86, spaces and hyphens are taken off (rules §10). */
export function parseMobile(input: string): Parsed<Mobile> {
  const digits = tidy(input)
    .replaceAll('-', '')
    .replace(/^(?:\+|00)86/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? { ok: true, value: digits as Mobile } : wrong('mobile.shape');
}

/** As {@link parseMobile}; null when it is none. */
export function normaliseMobile(input: string): Mobile | null {
  const parsed = parseMobile(input);
  return parsed.ok ? parsed.value : null;
}
