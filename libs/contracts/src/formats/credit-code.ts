import { parseOrganisationCode, type OrganisationCode } from './organisation-code';
import { type Parsed, tidy, wrong } from './parsed';

export type CreditCode = string & { readonly __creditCode: unique symbol };

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The 18th character for the first 17 (GB 32100): weights are 3^(i−1) mod 31. */
export const creditCodeCheck = (first17: string): string => {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * ALPHABET.indexOf(first17.charAt(at)), 0);
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
};

/**
 * A unified social credit code; positions 9–17 hold the organisation code (GB 32100, rules §10). `overridden`: a clerk has the
 * certificate before him and says so; codes of the first years carry wrong check digits.
 */
export function parseCreditCode(
  input: string,
  { overridden = false }: { overridden?: boolean } = {},
): Parsed<CreditCode, { organisationCode: OrganisationCode }> {
  const code = tidy(input);
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return wrong('credit-code.shape');
  const within = code.slice(8, 17);
  if (overridden)
    return { ok: true, value: code as CreditCode, organisationCode: within as OrganisationCode };
  if (creditCodeCheck(code.slice(0, 17)) !== code[17]) return wrong('credit-code.check-digit');
  const organisation = parseOrganisationCode(within);
  if (!organisation.ok) return wrong('credit-code.organisation-code');
  return { ok: true, value: code as CreditCode, organisationCode: organisation.value };
}
