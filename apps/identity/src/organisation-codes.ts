import { type OrganisationCodeType, parseCreditCode, parseOrganisationCode } from '@open122/contracts';

import type { Party } from './person';
import type { Vault } from './vault';

/** What stands on an organisation's certificate. */
export interface OrganisationDocument {
  type: OrganisationCodeType;
  number: string;
}

/**
 * The organisation a code names, null when it is not valid by GB 11714 or GB 32100. Both kinds of code lead to the same
 * reference: the organisation code within (design §6). `overridden`: early credit codes with wrong check digits (rules §10).
 */
export function organisationOf(
  { type, number }: { type: unknown; number: string },
  vault: Vault,
  overridden = false,
): Party | null {
  if (type === 'org-code') {
    const parsed = parseOrganisationCode(number);
    return parsed.ok ? party(vault, type, parsed.value, parsed.value) : null;
  }
  if (type !== 'credit-code') return null;
  const parsed = parseCreditCode(number, { overridden });
  return parsed.ok ? party(vault, type, parsed.value, parsed.organisationCode) : null;
}

const party = (vault: Vault, type: string, number: string, code: string): Party => ({
  ref: vault.orgRef(code),
  kind: 'organisation',
  document: { type, number },
});
