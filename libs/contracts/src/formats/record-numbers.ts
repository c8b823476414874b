import { type Parsed, tidy, wrong } from './parsed';
import { isKnownArea, provinceCharacters } from './provinces';

export type FileNumber = string & { readonly __fileNumber: unique symbol };
export type IssuingAuthority = string & { readonly __issuingAuthority: unique symbol };
export type AgencyCode = string & { readonly __agencyCode: unique symbol };

/** A licence's file number: 12 digits (rules §10). */
export function parseFileNumber(input: string): Parsed<FileNumber> {
  const number = tidy(input);
  return /^\d{12}$/.test(number) ? { ok: true, value: number as FileNumber } : wrong('file-number.shape');
}

/** An issuing authority: province character, the letter A of the vehicle offices or none, six digits of its area (rules §9a, §10). */
export function parseIssuingAuthority(input: string): Parsed<IssuingAuthority> {
  const authority = tidy(input);
  const area = authority.slice(-6);
  if (!/^.A?\d{6}$/u.test(authority) || !provinceCharacters.has(authority.charAt(0))) {
    return wrong('issuing-authority.shape');
  }
  return isKnownArea(area)
    ? { ok: true, value: authority as IssuingAuthority }
    : wrong('issuing-authority.area');
}

/** An agency: 12 digits, the first six a GB/T 2260 area (rules §10). */
export function parseAgencyCode(input: string): Parsed<AgencyCode> {
  const code = tidy(input);
  if (!/^\d{12}$/.test(code)) return wrong('agency-code.shape');
  return isKnownArea(code.slice(0, 6)) ? { ok: true, value: code as AgencyCode } : wrong('agency-code.area');
}
