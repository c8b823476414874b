import {
  addMinutes,
  addMonths,
  DeliveryAbandoned,
  DocumentDelivered,
  HandoverCompleted,
  type Instant,
  VisitRecorded,
} from '@open122/contracts';

import { type Handover, makeReady, type Visit } from './handover';
import { type Change, Draft } from './handover-change';
import type { Policy } from './policy';

/** What a courier's report of a visit led to. */
export type VisitRecord =
  /** New; `change.said` is empty when it waits behind a gap. */
  | { readonly kind: 'recorded'; readonly change: Change }
  /** Known already, word for word. */
  | { readonly kind: 'repeated' }
  /** The same visit was reported otherwise before. */
  | { readonly kind: 'contradicted' }
  /** The courier has not been given the parcel yet. */
  | { readonly kind: 'early' }
  /** The delivery ended with an earlier visit. */
  | { readonly kind: 'late' }
  /** It has not happened yet: a listing would begin and end with it. */
  | { readonly kind: 'ahead' };

/** How far the courier's clock may be ahead of ours. */
const SKEW_MINUTES = 1;

/**
 * Takes a visit in. Visits count in the order of their numbers, without gaps, whatever the order they were reported in, and
 * at the courier's time of the visit: so the same reports in any order and number lead to the same handover (rules §3).
 */
export function recordVisit(handover: Handover, visit: Visit, policy: Policy, now: Instant): VisitRecord {
  const known = handover.visits.find((each) => each.visit === visit.visit);
  if (known !== undefined) return { kind: same(known, visit) ? 'repeated' : 'contradicted' };
  if (handover.parcel === null) return { kind: 'early' };
  if (handover.state !== 'IN_TRANSIT' || visit.visit > policy.visitsAllowed) return { kind: 'late' };
  if (visit.at > addMinutes(now, SKEW_MINUTES)) return { kind: 'ahead' };
  const draft = Draft.of(handover);
  draft.set({ visits: [...handover.visits, visit].toSorted((a, b) => a.visit - b.visit) });
  countVisits(draft, policy);
  draft.set({ waitingSince: waits(draft.handover) ? (handover.waitingSince ?? now) : null });
  return { kind: 'recorded', change: draft.done() };
}

/** The courier could not tell the missing visit either: asked again after the same time. */
export const waitOn = (handover: Handover, now: Instant): Change => ({
  handover: { ...handover, waitingSince: now },
  said: [],
});

const waits = (handover: Handover): boolean =>
  handover.state === 'IN_TRANSIT' && handover.visits.length > handover.visitsCounted;

const same = (a: Visit, b: Visit): boolean =>
  a.outcome === b.outcome && a.at === b.at && a.cashFen === b.cashFen;

function countVisits(draft: Draft, policy: Policy): void {
  while (draft.handover.state === 'IN_TRANSIT') {
    const next = draft.handover.visits[draft.handover.visitsCounted];
    if (next?.visit !== draft.handover.visitsCounted + 1) return;
    countVisit(draft, next, policy);
  }
  // What was reported beyond the visit that ended it never happened, as far as the platform is concerned.
  draft.set({ visits: draft.handover.visits.slice(0, draft.handover.visitsCounted) });
}

function countVisit(draft: Draft, visit: Visit, policy: Policy): void {
  const refusals = draft.handover.refusals + (visit.outcome === 'refused' ? 1 : 0);
  draft.set({ visitsCounted: visit.visit, refusals });
  draft.say(VisitRecorded, visit.at, {
    visit: visit.visit,
    outcome: visit.outcome,
    refusals,
    refusalsAllowed: policy.refusalsAllowed,
  });
  if (visit.outcome === 'delivered') return deliver(draft, visit);
  // Refusals first: the last visit allowed may be the last refusal (rules §3).
  if (refusals >= policy.refusalsAllowed) return abandon(draft, visit, policy);
  const unreached = visit.visit - refusals;
  if (unreached >= policy.unreachableVisits || visit.visit >= policy.visitsAllowed) {
    makeReady(draft, policy.office, true, policy, visit.at);
  }
}

function deliver(draft: Draft, { at, cashFen }: Visit): void {
  draft.act('deliver', { handedOverAt: at, cashFen });
  draft.say(DocumentDelivered, at, {});
  if (draft.handover.returns.length > 0) return;
  draft.act('complete');
  draft.say(HandoverCompleted, at, {});
}

function abandon(draft: Draft, { at }: Visit, policy: Policy): void {
  const keptUntil = addMonths(at, policy.keptMonths);
  draft.act('abandon', { keptUntil, office: policy.office });
  draft.say(DeliveryAbandoned, at, { refusals: draft.handover.refusals, keptUntil });
}
