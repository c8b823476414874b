import { HANDOVER_STATES, instant } from '@open122/contracts';

import {
  aDocumentDue,
  aHandoverForPickup,
  aHandoverInTransit,
  anOpenHandover,
  aPolicy,
  HANDOVER_ID,
  OPENED_AT,
  aVisit,
  PRODUCED_AT,
} from './testing/a-handover';
import {
  checkReturns,
  collect,
  destroy,
  dispatch,
  dueAtDoor,
  lapse,
  openHandover,
  produce,
  remind,
} from './handover';
import type { Change } from './handover-change';
import { ACTS, after } from './handover-states';
import { recordVisit } from './visits';

const told = (change: Change | null): string[] => change!.said.map(({ event }) => event.type);

describe('the life of a handover (rules §2.1, §3)', () => {
  it('opens for an accepted application, with postage only when it goes by post', () => {
    const posted = openHandover(aDocumentDue(), HANDOVER_ID, 2000, OPENED_AT);
    expect(told(posted)).toEqual(['HandoverOpened']);
    expect(dueAtDoor(posted.handover)).toBe(3000);
    expect(posted.said[0]!.data.at).toBe(OPENED_AT);
    expect(dueAtDoor(anOpenHandover({ delivery: { method: 'pickup', office: 'x' } }))).toBe(1000);
  });

  it('a produced document waits for the courier, or in the office for a calendar month', () => {
    const posted = produce(anOpenHandover(), 'F1', 'sandbox', aPolicy, PRODUCED_AT);
    expect(told(posted)).toEqual(['DocumentProduced', 'DispatchAwaited']);
    expect(posted!.handover).toMatchObject({
      state: 'AWAITING_DISPATCH',
      formNumber: 'F1',
      courier: 'sandbox',
    });
    const fetched = aHandoverForPickup();
    expect(fetched).toMatchObject({ state: 'READY_FOR_PICKUP', courier: null, heldAfterVisits: false });
  });

  it.each([
    ['2026-01-31T02:00:00Z', '2026-02-28T16:00:00.000Z', '31 January to the last day of February'],
    ['2028-01-31T02:00:00Z', '2028-02-29T16:00:00.000Z', 'of a leap year'],
    ['2026-02-28T02:00:00Z', '2026-03-28T16:00:00.000Z', 'the last of February to the same day of March'],
    ['2028-02-29T02:00:00Z', '2028-03-29T16:00:00.000Z', '29 February'],
    ['2026-01-05T16:00:00Z', '2026-02-06T16:00:00.000Z', 'midnight in Shanghai is the next day there'],
    ['2026-01-05T15:59:59.999Z', '2026-02-05T16:00:00.000Z', 'the last millisecond of a day'],
  ])('ready at %s can be fetched until %s: %s', (readyAt, until) => {
    const ready = aHandoverForPickup(instant(readyAt));
    expect(ready.pickupUntil).toBe(until);
    expect(collect(ready, instant(until))).toBeNull();
    const lastMoment = instant(until.replace('16:00:00.000Z', '15:59:59.999Z'));
    expect(told(collect(ready, lastMoment))).toEqual(['DocumentCollected', 'HandoverCompleted']);
  });

  it('the counter takes the fee without postage', () => {
    expect(collect(aHandoverForPickup(), PRODUCED_AT)!.handover).toMatchObject({
      state: 'COMPLETED',
      cashFen: 1000,
      handedOverAt: PRODUCED_AT,
    });
  });

  it('a pickup that lapses lists the person, at the end of the period whenever the timer runs', () => {
    const ready = aHandoverForPickup();
    const change = lapse(ready, aPolicy, ready.pickupUntil!);
    expect(change!.said[0]!.data).toMatchObject({
      lists: true,
      at: ready.pickupUntil,
      keptUntil: '2026-08-06T16:00:00.000Z',
    });
    expect(change!.handover.state).toBe('CONVERTED_TO_ONSITE');
  });

  it('what is kept undelivered can be fetched until it is destroyed after six months', () => {
    const ready = aHandoverForPickup();
    const kept = lapse(ready, aPolicy, ready.pickupUntil!)!.handover;
    expect(told(collect(kept, instant('2026-05-01T00:00:00Z')))).toContain('DocumentCollected');
    expect(collect(kept, kept.keptUntil!)).toBeNull();
    expect(told(destroy(kept, kept.keptUntil!))).toEqual(['DocumentDestroyed']);
  });

  it('a delivery with returns is completed when they are checked in', () => {
    const delivered = recordVisit(
      aHandoverInTransit({ returns: ['damaged-licence'] }),
      aVisit(1, 'delivered'),
      aPolicy,
      instant('2026-01-15T00:00:00Z'),
    );
    if (delivered.kind !== 'recorded') throw new Error(delivered.kind);
    expect(delivered.change.handover.state).toBe('DELIVERED');
    expect(told(checkReturns(delivered.change.handover, PRODUCED_AT))).toEqual(['HandoverCompleted']);
  });

  it('reminds only while it waits in the office', () => {
    expect(remind(aHandoverForPickup(), 7, PRODUCED_AT)!.said[0]!.data).toMatchObject({ day: 7 });
    expect(remind(aHandoverInTransit(), 7, PRODUCED_AT)).toBeNull();
  });

  it('each event has a version of its own, without gaps', () => {
    const change = produce(anOpenHandover(), 'F1', 'sandbox', aPolicy, PRODUCED_AT)!;
    expect(change.said.map(({ version }) => version)).toEqual([2, 3]);
    expect(change.handover.version).toBe(3);
  });

  it('every act refuses every state but its own', () => {
    const inState = (state: (typeof HANDOVER_STATES)[number]) => ({
      ...aHandoverForPickup(),
      state,
      courier: 'sandbox',
      keptUntil: instant('2027-01-01T00:00:00Z'),
    });
    const acts = {
      produce: (state) => produce(inState(state), 'F', 'sandbox', aPolicy, PRODUCED_AT),
      dispatch: (state) => dispatch(inState(state), 'SB1', PRODUCED_AT),
      collect: (state) => collect(inState(state), PRODUCED_AT),
      complete: (state) => checkReturns(inState(state), PRODUCED_AT),
      lapse: (state) => lapse(inState(state), aPolicy, PRODUCED_AT),
      destroy: (state) => destroy(inState(state), PRODUCED_AT),
    } satisfies Record<string, (state: (typeof HANDOVER_STATES)[number]) => Change | null>;
    for (const state of HANDOVER_STATES) {
      for (const [act, attempt] of Object.entries(acts)) {
        expect([act, state, attempt(state) !== null]).toEqual([
          act,
          state,
          after(state, act as (typeof ACTS)[number]) !== null,
        ]);
      }
    }
  });

  it('every state can be reached, and only the ends have no way on', () => {
    const reached = new Set(HANDOVER_STATES.flatMap((state) => ACTS.map((act) => after(state, act))));
    expect(HANDOVER_STATES.filter((state) => state !== 'OPENED' && !reached.has(state))).toEqual([]);
    expect(HANDOVER_STATES.filter((state) => ACTS.every((act) => after(state, act) === null))).toEqual([
      'COMPLETED',
      'DESTROYED',
    ]);
  });
});
