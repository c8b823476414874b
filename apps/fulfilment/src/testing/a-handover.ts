import {
  type DocumentDue,
  instant,
  type Instant,
  type Payload,
  type PersonRef,
  type SerialNumber,
} from '@open122/contracts';

import { dispatch, type Handover, openHandover, produce, type Visit } from '../handover';
import type { Policy } from '../policy';

/** Builders of the tests: invented references, no person's data. */
export const PERSON = 'p'.repeat(43) as PersonRef;
export const HANDOVER_ID = '00000000-0000-4000-8000-000000000001';

export const aPolicy: Policy = {
  refusalsAllowed: 3,
  unreachableVisits: 3,
  visitsAllowed: 5,
  pickupMonths: 1,
  keptMonths: 6,
  reminderDays: [7, 20, 27],
  office: 'internet-business-centre',
};

type Due = Payload<typeof DocumentDue>;

export const aDocumentDue = (set: Partial<Due> = {}): Due => ({
  serial: 'HEL202601050000001' as SerialNumber,
  business: 'toy',
  person: PERSON,
  document: 'driving-licence',
  issueNo: 2,
  delivery: { method: 'post', addressRef: 'address-1' },
  feeFen: 1000,
  returns: [],
  at: instant('2026-01-05T02:00:00Z'),
  ...set,
});

export const OPENED_AT = instant('2026-01-05T02:00:01Z');
export const PRODUCED_AT = instant('2026-01-06T01:00:00Z');

export const anOpenHandover = (set: Partial<Due> = {}): Handover =>
  openHandover(aDocumentDue(set), HANDOVER_ID, 2000, OPENED_AT).handover;

/** Produced: awaits the courier, or stands in the office. */
export const aProducedHandover = (set: Partial<Due> = {}, at: Instant = PRODUCED_AT): Handover =>
  produce(anOpenHandover(set), 'F0000001', 'sandbox', aPolicy, at)!.handover;

export const aHandoverInTransit = (set: Partial<Due> = {}): Handover =>
  dispatch(aProducedHandover(set), 'SB1', instant('2026-01-06T01:00:05Z'))!.handover;

export const aHandoverForPickup = (readyAt: Instant = PRODUCED_AT): Handover =>
  aProducedHandover({ delivery: { method: 'pickup', office: aPolicy.office } }, readyAt);

/** The n-th visit of the n-th day after dispatch. */
export const aVisit = (visit: number, outcome: Visit['outcome'] = 'refused'): Visit => ({
  visit,
  outcome,
  at: instant(`2026-01-${String(6 + visit).padStart(2, '0')}T01:00:05Z`),
  cashFen: outcome === 'delivered' ? 3000 : 0,
});
