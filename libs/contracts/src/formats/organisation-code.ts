import { type Parsed, tidy, wrong } from './parsed';

export type OrganisationCode = string & { readonly __organisationCode: unique symbol };

const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const valueOf = (character: string): number => Number.parseInt(character, 36);

/** The ninth character for the first eight (GB 11714). */
export const organisationCodeCheck = (first8: string): string => {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * valueOf(first8.charAt(at)), 0);
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
};

/** An organisation code of nine characters, written with or without its hyphen (GB 11714, rules §10). */
export function parseOrganisationCode(input: string): Parsed<OrganisationCode> {
  const code = tidy(input).replace(/-(?=.$)/, '');
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return wrong('organisation-code.shape');
  if (organisationCodeCheck(code.slice(0, 8)) !== code[8]) return wrong('organisation-code.check-digit');
  return { ok: true, value: code as OrganisationCode };
}
