import type { Instant, PersonRef } from '@open122/contracts';

import type { Listing } from './standing';

/**
 * The way to the early end of a listing (rules §4): the person appeals, or an operator sees by himself that it should end; one
 * operator proposes to lift it, another confirms or refuses. An appeal that nobody has taken up yet is refused by one alone: what
 * leaves things as they are needs no second.
 */
export const LIFTING_STATES = ['appealed', 'proposed', 'lifted', 'refused', 'lapsed'] as const;
export type LiftingState = (typeof LIFTING_STATES)[number];

export interface Lifting {
  id: string;
  person: PersonRef;
  state: LiftingState;
  /** The listing's end when the last step was taken: who confirms does so for the listing that was proposed. */
  listedUntil: Instant;
  /** The person's own words; null when an operator began. */
  appeal: string | null;
  appealedAt: Instant | null;
  /** Of an operator's last step. */
  reason: string | null;
  /** The operator whose proposal waits for another's word, or had it. */
  proposedBy: string | null;
  openedAt: Instant;
  changedAt: Instant;
  version: number;
}

export const LIFTING_STEPS = ['propose', 'confirm', 'refuse'] as const;
export type LiftingStep = (typeof LIFTING_STEPS)[number];

/** From which states a step is possible, and where it leads. */
const STEPS: Readonly<Record<LiftingStep, { from: readonly LiftingState[]; to: LiftingState }>> = {
  propose: { from: ['appealed', 'proposed'], to: 'proposed' },
  confirm: { from: ['proposed'], to: 'lifted' },
  refuse: { from: ['appealed', 'proposed'], to: 'refused' },
};

export interface LiftingDecision {
  step: LiftingStep;
  reason: string;
  operator: string;
}

export type LiftingFault = 'not-listed' | 'appealed' | 'open' | 'state' | 'same-operator' | 'listing-changed';
export type Lifted = Lifting | { fault: LiftingFault };

export const isOpen = ({ state }: Lifting): boolean => state === 'appealed' || state === 'proposed';

/** Whether it is about this listing, and not about one that was over before. */
const isAbout = ({ openedAt }: Lifting, { from }: Listing): boolean => openedAt >= from;

/** Once per listing, whatever came of it (rules §4). */
export const mayAppeal = (listing: Listing | null, liftings: readonly Lifting[]): boolean =>
  listing !== null && !liftings.some((each) => each.appealedAt !== null && isAbout(each, listing));

/** A person's appeal against the listing that bars him now, given all his liftings; it joins what an operator has begun by himself. */
export function appealAgainst(
  listing: Listing | null,
  liftings: readonly Lifting[],
  { id, person, appeal }: { id: string; person: PersonRef; appeal: string },
  now: Instant,
): Lifted {
  if (listing === null) return { fault: 'not-listed' };
  if (!mayAppeal(listing, liftings)) return { fault: 'appealed' };
  const begun = liftings.find((each) => isOpen(each) && isAbout(each, listing));
  if (begun !== undefined)
    return { ...begun, appeal, appealedAt: now, changedAt: now, version: begun.version + 1 };
  return {
    ...{ id, person, state: 'appealed', listedUntil: listing.until, appeal, appealedAt: now },
    ...{ reason: null, proposedBy: null, openedAt: now, changedAt: now, version: 1 },
  };
}

/** An operator's proposal without an appeal, given all liftings of the person. */
export function proposeLifting(
  listing: Listing | null,
  liftings: readonly Lifting[],
  { id, person, reason, operator }: { id: string; person: PersonRef; reason: string; operator: string },
  now: Instant,
): Lifted {
  if (listing === null) return { fault: 'not-listed' };
  if (liftings.some((each) => isOpen(each) && isAbout(each, listing))) return { fault: 'open' };
  return {
    ...{ id, person, state: 'proposed', listedUntil: listing.until, appeal: null, appealedAt: null },
    ...{ reason, proposedBy: operator, openedAt: now, changedAt: now, version: 1 },
  };
}

/** What an operator's step makes of it, given the listing that bars the person now. */
export function decideLifting(
  lifting: Lifting,
  listing: Listing | null,
  { step, reason, operator }: LiftingDecision,
  now: Instant,
): Lifted {
  const { from, to } = STEPS[step];
  if (!from.includes(lifting.state)) return { fault: 'state' };
  if (listing === null || !isAbout(lifting, listing)) return { fault: 'not-listed' };
  if (step !== 'propose' && lifting.proposedBy === operator) return { fault: 'same-operator' };
  if (step === 'confirm' && lifting.listedUntil !== listing.until) return { fault: 'listing-changed' };
  const proposedBy = step === 'propose' ? operator : lifting.proposedBy;
  const { until: listedUntil } = listing;
  return {
    ...lifting,
    ...{ state: to, reason, proposedBy, listedUntil, changedAt: now, version: lifting.version + 1 },
  };
}

/** What is open when its listing has ended is of no use any more; null while the listing lasts, and when it was decided. */
export function lapseLifting(lifting: Lifting, listing: Listing | null, at: Instant): Lifting | null {
  if (!isOpen(lifting) || (listing !== null && isAbout(lifting, listing))) return null;
  return { ...lifting, state: 'lapsed', changedAt: at, version: lifting.version + 1 };
}
