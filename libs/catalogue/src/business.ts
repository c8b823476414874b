import type { DocumentKind, OwnerService, Words } from '@open122/contracts';

import type { FactName, Facts, Level, When } from './facts';
import type { Fee } from './fees';
import type { Opening } from './opening';
import { reasonOf, type Reason, type Rule } from './rule';
import { enoughLevel, noneOpen, opened } from './rules/every-business';

export type DeliveryMethod = 'post' | 'pickup';

/** One errand of the rule book §2, as values: what it asks, costs and gives. */
export interface Business {
  readonly id: string;
  readonly name: Words;
  readonly owner: OwnerService;
  readonly level: Level;
  /** The ways its document may reach the applicant (rules §2). */
  readonly delivery: readonly DeliveryMethod[];
  readonly roams: boolean;
  readonly opens: Opening;
  /** Beyond those of every business: open, assurance level, no other open application. */
  readonly rules: readonly Rule[];
  /** What the applicant gives back in the courier's visit or at the counter. */
  readonly returns: readonly string[];
  readonly fee: Fee;
  /** Name of the owner's function that changes the record on acceptance. */
  readonly effect: string;
  readonly document: DocumentKind;
}

type Ruled = Pick<Business, 'opens' | 'level' | 'rules'>;

const rulesOf = (business: Ruled): readonly Rule[] => [
  opened(business.opens),
  enoughLevel(business.level),
  noneOpen,
  ...business.rules,
];

/** The facts a business's rules name, so that no more is gathered. */
export const factsNeeded = (business: Ruled): Set<FactName> =>
  new Set(rulesOf(business).flatMap((each) => each.needs));

/**
 * Every reason why the business is not possible, in the order of its rules; empty when it is. The same call serves the
 * pre-check, the submission and the decision (rules §2). Throws when a fact that a rule names was not gathered.
 */
export function unmet(business: Ruled, facts: Partial<Facts>, when: When): Reason[] {
  for (const name of factsNeeded(business)) {
    if (facts[name] === undefined) throw new Error(`fact not gathered: ${name}`);
  }
  return rulesOf(business)
    .map((each) => reasonOf(each, facts as Facts, when))
    .filter((reason) => reason !== null);
}
