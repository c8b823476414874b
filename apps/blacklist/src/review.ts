import type { Instant, PersonRef } from '@open122/contracts';

import type { Listing } from './standing';

/**
 * The review of one listing (rules §4): the person appeals once; one operator proposes to lift it, with or without an appeal, another
 * confirms. One alone rejects: what leaves a listing as it is needs no second.
 */
export const REVIEW_STATES = ['appealed', 'proposed', 'lifted', 'rejected'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export interface Review {
  readonly person: PersonRef;
  /** The beginning of the listing, by which it is known. */
  readonly listedFrom: Instant;
  readonly state: ReviewState;
  /** The person's words; null as long as he has not appealed. */
  readonly appeal: string | null;
  readonly appealedAt: Instant | null;
  /** Of the last step, in the words of the operator who took it. */
  readonly reason: string | null;
  /** Who proposed to lift it, and how many causes the listing had then. */
  readonly proposedBy: string | null;
  readonly causes: number;
  readonly openedAt: Instant;
  readonly changedAt: Instant;
  readonly version: number;
}

export const REVIEW_STEPS = ['propose', 'confirm', 'reject'] as const;
export type ReviewStep = (typeof REVIEW_STEPS)[number];

/** From which states a step is possible, and where it leads; a listing that nobody reviews yet can be proposed at once. */
const STEPS: Readonly<Record<ReviewStep, { from: readonly (ReviewState | 'none')[]; to: ReviewState }>> = {
  propose: { from: ['none', 'appealed', 'proposed', 'rejected'], to: 'proposed' },
  confirm: { from: ['proposed'], to: 'lifted' },
  reject: { from: ['appealed', 'proposed'], to: 'rejected' },
};

const begun = (person: PersonRef, { from, causes }: Listing, now: Instant): Omit<Review, 'state'> => ({
  ...{ person, listedFrom: from, appeal: null, appealedAt: null, reason: null, proposedBy: null },
  ...{ causes: causes.length, openedAt: now, changedAt: now, version: 0 },
});

/** Whose listing it is, and what is known of its review. */
export interface Case {
  readonly person: PersonRef;
  readonly listing: Listing;
  readonly review: Review | null;
}

/** A proposal that waits for its second operator goes on waiting; null when the person has appealed before. */
export function appeal({ person, listing, review }: Case, words: string, now: Instant): Review | null {
  if (review !== null && review.appealedAt !== null) return null;
  const before = review ?? begun(person, listing, now);
  const state = review?.state === 'proposed' ? 'proposed' : 'appealed';
  return { ...before, state, appeal: words, appealedAt: now, changedAt: now, version: before.version + 1 };
}

export interface ReviewDecision {
  readonly step: ReviewStep;
  readonly reason: string;
  /** The operator's id. */
  readonly operator: string;
}

/** `changed`: the listing has another cause since it was proposed to lift it. */
export type ReviewFault = 'state' | 'same-operator' | 'changed';

export function decide(
  { person, listing, review }: Case,
  { step, reason, operator }: ReviewDecision,
  now: Instant,
): Review | { fault: ReviewFault } {
  const { from, to } = STEPS[step];
  if (!from.includes(review?.state ?? 'none')) return { fault: 'state' };
  const before = review ?? begun(person, listing, now);
  if (step === 'confirm') {
    if (before.proposedBy === operator) return { fault: 'same-operator' };
    if (before.causes !== listing.causes.length) return { fault: 'changed' };
  }
  const proposal = step === 'propose' ? { proposedBy: operator, causes: listing.causes.length } : {};
  return { ...before, ...proposal, state: to, reason, changedAt: now, version: before.version + 1 };
}
