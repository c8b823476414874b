import { HANDOVER_STATES, instant, VISIT_OUTCOMES, type VisitOutcome } from '@open122/contracts';
import fc from 'fast-check';

import {
  aHandoverForPickup,
  aHandoverInTransit,
  aPolicy,
  aProducedHandover,
  aVisit,
} from './testing/a-handover';
import type { Handover, Visit } from './handover';
import type { Said } from './handover-change';
import { recordVisit, waitOn } from './visits';

const NOW = instant('2026-01-15T00:00:00Z');
/** Reports the visits in the given order and gathers what was said. */
function report(visits: readonly Visit[], from: Handover = aHandoverInTransit()) {
  const said: Said[] = [];
  let handover = from;
  for (const visit of visits) {
    const record = recordVisit(handover, visit, aPolicy, NOW);
    if (record.kind !== 'recorded') continue;
    handover = record.change.handover;
    said.push(...record.change.said);
  }
  return { handover, said };
}
const visitsOf = (...outcomes: VisitOutcome[]): Visit[] =>
  outcomes.map((outcome, index) => aVisit(index + 1, outcome));
const types = (said: readonly Said[]): string[] => said.map(({ event }) => event.type);

const R = 'refused';
const N = 'nobody-home';
const M = 'returns-missing';
const D = 'delivered';

describe('visits of the courier (rules §3)', () => {
  it.each<[VisitOutcome[], Handover['state'], number]>([
    [[D], 'COMPLETED', 1],
    [[R], 'IN_TRANSIT', 1],
    [[R, R], 'IN_TRANSIT', 2],
    [[R, R, D], 'COMPLETED', 3],
    [[R, R, R], 'CONVERTED_TO_ONSITE', 3],
    [[N, N], 'IN_TRANSIT', 2],
    [[N, N, N], 'READY_FOR_PICKUP', 3],
    [[M, N, M], 'READY_FOR_PICKUP', 3],
    [[N, R, N, R], 'IN_TRANSIT', 4],
    [[N, R, N, R, N], 'READY_FOR_PICKUP', 5],
    [[N, R, N, R, M], 'READY_FOR_PICKUP', 5],
    [[N, R, N, R, R], 'CONVERTED_TO_ONSITE', 5],
    [[N, R, N, R, D], 'COMPLETED', 5],
    [[R, R, R, D], 'CONVERTED_TO_ONSITE', 3],
    [[N, N, N, R], 'READY_FOR_PICKUP', 3],
  ])('%j leads to %s after visit %i', (outcomes, state, counted) => {
    const { handover } = report(visitsOf(...outcomes));
    expect(handover).toMatchObject({ state, visitsCounted: counted });
  });

  it('the third refusal ends it, says so with its own time, and keeps the document six months', () => {
    const { said, handover } = report(visitsOf(R, R, R));
    expect(handover.office).toBe('internet-business-centre');
    expect(types(said)).toEqual(['VisitRecorded', 'VisitRecorded', 'VisitRecorded', 'DeliveryAbandoned']);
    expect(said.map(({ data }) => ('refusals' in data ? data.refusals : null))).toEqual([1, 2, 3, 3]);
    expect(said.at(-1)!.data).toMatchObject({ at: aVisit(3).at, keptUntil: '2026-07-09T01:00:05.000Z' });
  });

  it('held after visits it waits a month in the province’s office, and its lapse would not list', () => {
    const { handover, said } = report(visitsOf(N, N, N));
    expect(types(said).at(-1)).toBe('DocumentReady');
    expect(handover).toMatchObject({
      office: 'internet-business-centre',
      heldAfterVisits: true,
      pickupUntil: '2026-02-09T16:00:00.000Z',
    });
  });

  it('a visit behind a gap waits and counts when the gap closes', () => {
    const waiting = report([aVisit(3), aVisit(2)]);
    expect(waiting.said).toEqual([]);
    expect(waiting.handover).toMatchObject({ state: 'IN_TRANSIT', visitsCounted: 0, refusals: 0 });
    expect(waiting.handover.waitingSince).toBe(NOW);
    expect(waitOn(waiting.handover, instant('2026-01-15T01:00:00Z')).handover.waitingSince).toBe(
      '2026-01-15T01:00:00.000Z',
    );
    const closed = report([aVisit(1)], waiting.handover);
    expect(closed.handover).toMatchObject({ state: 'CONVERTED_TO_ONSITE', refusals: 3 });
    expect(closed.handover.waitingSince).toBeNull();
  });

  it('a report that was there before changes nothing; one that contradicts it is told apart', () => {
    const { handover } = report([aVisit(1), aVisit(3)]);
    expect(recordVisit(handover, aVisit(1), aPolicy, NOW).kind).toBe('repeated');
    expect(recordVisit(handover, aVisit(3), aPolicy, NOW).kind).toBe('repeated');
    expect(recordVisit(handover, aVisit(1, 'delivered'), aPolicy, NOW).kind).toBe('contradicted');
    expect(
      recordVisit(handover, { ...aVisit(3), at: instant('2026-01-20T00:00:00Z') }, aPolicy, NOW).kind,
    ).toBe('contradicted');
  });

  it('before the parcel is announced a report is early, after the end it is late', () => {
    expect(recordVisit(aProducedHandover(), aVisit(1), aPolicy, NOW).kind).toBe('early');
    expect(recordVisit(report(visitsOf(R, R, R)).handover, aVisit(4), aPolicy, NOW).kind).toBe('late');
    expect(recordVisit(aHandoverInTransit(), { ...aVisit(1), visit: 6 }, aPolicy, NOW).kind).toBe('late');
    expect(recordVisit(aHandoverForPickup(), aVisit(1), aPolicy, NOW).kind).toBe('early');
  });

  it('a visit dated ahead of our clock is not taken: a listing would begin with it', () => {
    const visit = { ...aVisit(1), at: instant('2026-01-15T00:01:00.001Z') };
    expect(recordVisit(aHandoverInTransit(), visit, aPolicy, NOW).kind).toBe('ahead');
    const within = { ...visit, at: instant('2026-01-15T00:01:00Z') };
    expect(recordVisit(aHandoverInTransit(), within, aPolicy, NOW).kind).toBe('recorded');
  });

  const anyVisits = fc
    .array(fc.constantFrom(...VISIT_OUTCOMES), { minLength: 1, maxLength: 5 })
    .map((outcomes) => visitsOf(...outcomes));

  it('any order and repetition of the same reports leads to the same handover and the same events', () => {
    fc.assert(
      fc.property(
        anyVisits.chain((visits) =>
          fc.tuple(
            fc.constant(visits),
            fc.shuffledSubarray([...visits, ...visits, ...visits], { minLength: 3 * visits.length }),
          ),
        ),
        ([inOrder, shuffled]) => {
          const [straight, mixed] = [report(inOrder), report(shuffled)];
          expect(mixed.handover).toEqual(straight.handover);
          expect(mixed.said).toEqual(straight.said);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('counts without gaps, at most the visits allowed, and ends in one of the four ways', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(visitsOf(R, N, M, R, R), { minLength: 1 }), anyVisits, (some, more) => {
        const { handover } = report([...some, ...more]);
        expect(handover.visits.slice(0, handover.visitsCounted).map(({ visit }) => visit)).toEqual(
          Array.from({ length: handover.visitsCounted }, (_, index) => index + 1),
        );
        expect(handover.refusals).toBeLessThanOrEqual(3);
        expect(HANDOVER_STATES).toContain(handover.state);
      }),
    );
  });
});
