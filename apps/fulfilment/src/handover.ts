import {
  addMonths,
  addMonthsToDay,
  dayOf,
  type Delivery,
  DispatchAwaited,
  DocumentCollected,
  DocumentDestroyed,
  type DocumentDue,
  type DocumentKind,
  DocumentProduced,
  DocumentReady,
  endOfDay,
  HandoverCompleted,
  HandoverDispatched,
  HandoverOpened,
  type HandoverState,
  type Instant,
  type Payload,
  type PersonRef,
  PickupLapsed,
  PickupReminded,
  type SerialNumber,
  type VisitOutcome,
} from '@open122/contracts';

import { type Change, Draft } from './handover-change';
import type { Policy } from './policy';

/** One visit of the courier, numbered by him from 1 (rules §3). */
export interface Visit {
  readonly visit: number;
  readonly outcome: VisitOutcome;
  readonly at: Instant;
  /** Fee and postage he took, in fen. */
  readonly cashFen: number;
}

/** One document on its way from the acceptance to the person (rules §2.1, §3). */
export interface Handover {
  readonly handoverId: string;
  readonly serial: SerialNumber;
  readonly business: string;
  readonly person: PersonRef;
  readonly document: DocumentKind;
  readonly issueNo: number;
  readonly delivery: Delivery;
  readonly returns: readonly string[];
  readonly feeFen: number;
  /** Zero when the person chose to fetch it. */
  readonly postageFen: number;
  readonly state: HandoverState;
  readonly openedAt: Instant;
  readonly formNumber: string | null;
  readonly courier: string | null;
  readonly parcel: string | null;
  /** In the order of their numbers; those behind a gap wait and are not counted yet. */
  readonly visits: readonly Visit[];
  readonly visitsCounted: number;
  /** Since when a visit waits behind a gap. */
  readonly waitingSince: Instant | null;
  readonly refusals: number;
  readonly office: string | null;
  readonly readyAt: Instant | null;
  /** Exclusive. */
  readonly pickupUntil: Instant | null;
  readonly heldAfterVisits: boolean;
  readonly keptUntil: Instant | null;
  readonly handedOverAt: Instant | null;
  /** What was taken with the document, in fen. */
  readonly cashFen: number | null;
  /** Of the last event that was told. */
  readonly version: number;
}

/** Fee and postage the courier collects at the door (rules §2). */
export const dueAtDoor = (handover: Handover): number => handover.feeFen + handover.postageFen;
/** The counter collects the fee alone. */
export const dueAtCounter = (handover: Handover): number => handover.feeFen;

/** A handover for an accepted application. */
export function openHandover(
  due: Payload<typeof DocumentDue>,
  handoverId: string,
  postageFen: number,
  now: Instant,
): Change {
  const { at: _acceptedAt, ...ordered } = due;
  const draft = Draft.of({
    ...ordered,
    handoverId,
    postageFen: due.delivery.method === 'post' ? postageFen : 0,
    state: 'OPENED',
    openedAt: now,
    formNumber: null,
    courier: null,
    parcel: null,
    visits: [],
    visitsCounted: 0,
    waitingSince: null,
    refusals: 0,
    office: null,
    readyAt: null,
    pickupUntil: null,
    heldAfterVisits: false,
    keptUntil: null,
    handedOverAt: null,
    cashFen: null,
    version: 0,
  });
  draft.say(HandoverOpened, now, {});
  return draft.done();
}

/** The document is printed on a numbered form; it then waits for the courier, or for the person (rules §2.1). */
export function produce(
  handover: Handover,
  formNumber: string,
  courier: string,
  policy: Policy,
  now: Instant,
): Change | null {
  const draft = Draft.of(handover);
  if (!draft.act('produce', { formNumber })) return null;
  draft.say(DocumentProduced, now, { formNumber });
  if (handover.delivery.method === 'pickup') {
    makeReady(draft, handover.delivery.office, false, policy, now);
  } else {
    // The courier is fixed before he is first asked: a changed configuration must not announce a parcel to two of them.
    draft.act('await-dispatch', { courier });
    draft.say(DispatchAwaited, now, {});
  }
  return draft.done();
}

/** Puts the document in an office for a calendar month, to the end of that day (rules §3). */
export function makeReady(
  draft: Draft,
  office: string,
  heldAfterVisits: boolean,
  policy: Policy,
  at: Instant,
): void {
  const pickupUntil = endOfDay(addMonthsToDay(dayOf(at), policy.pickupMonths));
  draft.act('make-ready', { office, readyAt: at, pickupUntil, heldAfterVisits });
  draft.say(DocumentReady, at, { office, pickupUntil, heldAfterVisits });
}

/** The courier has the parcel. */
export function dispatch(handover: Handover, parcel: string, now: Instant): Change | null {
  const draft = Draft.of(handover);
  if (handover.courier === null || !draft.act('dispatch', { parcel })) return null;
  draft.say(HandoverDispatched, now, { courier: handover.courier, parcel });
  return draft.done();
}

/** No parcel can be addressed: held for pickup, and since he chose post a lapse does not list (rules §3). */
export function holdUnaddressed(handover: Handover, policy: Policy, now: Instant): Change | null {
  if (handover.state !== 'AWAITING_DISPATCH') return null;
  const draft = Draft.of(handover);
  makeReady(draft, policy.office, true, policy, now);
  return draft.done();
}

/** Fetched at the counter, fee paid and returns given there. The period's end is exclusive, whenever the timer runs. */
export function collect(handover: Handover, now: Instant): Change | null {
  if (handover.state === 'READY_FOR_PICKUP' && now >= handover.pickupUntil!) return null;
  if (handover.state === 'CONVERTED_TO_ONSITE' && now >= handover.keptUntil!) return null;
  const draft = Draft.of(handover);
  if (!draft.act('collect', { handedOverAt: now, cashFen: dueAtCounter(handover), keptUntil: null })) {
    return null;
  }
  draft.say(DocumentCollected, now, {});
  draft.act('complete');
  draft.say(HandoverCompleted, now, {});
  return draft.done();
}

/** What the courier brought back has been checked in at the office (rules §2.1). */
export function checkReturns(handover: Handover, now: Instant): Change | null {
  const draft = Draft.of(handover);
  if (!draft.act('complete')) return null;
  draft.say(HandoverCompleted, now, {});
  return draft.done();
}

/** The pickup period is over at `dueAt`. Whoever chose post and was not met is not listed (rules §3). */
export function lapse(handover: Handover, policy: Policy, dueAt: Instant): Change | null {
  const draft = Draft.of(handover);
  const keptUntil = addMonths(dueAt, policy.keptMonths);
  if (!draft.act('lapse', { keptUntil })) return null;
  draft.say(PickupLapsed, dueAt, { lists: !handover.heldAfterVisits, keptUntil });
  return draft.done();
}

/** A reminder on a day of the pickup period, the day it became ready not counted (rules §3). */
export function remind(handover: Handover, day: number, dueAt: Instant): Change | null {
  if (handover.state !== 'READY_FOR_PICKUP') return null;
  const draft = Draft.of(handover);
  draft.say(PickupReminded, dueAt, { pickupUntil: handover.pickupUntil!, day });
  return draft.done();
}

/** Kept long enough (rules §2.1). */
export function destroy(handover: Handover, dueAt: Instant): Change | null {
  const draft = Draft.of(handover);
  if (!draft.act('destroy')) return null;
  draft.say(DocumentDestroyed, dueAt, {});
  return draft.done();
}
