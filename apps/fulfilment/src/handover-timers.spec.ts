import { instant } from '@open122/contracts';

import {
  aHandoverForPickup,
  aHandoverInTransit,
  anOpenHandover,
  aPolicy,
  aProducedHandover,
  aVisit,
} from './testing/a-handover';
import { collect, lapse } from './handover';
import { reminderOf, timerChanges, timersOf } from './handover-timers';
import { recordVisit } from './visits';

const timers = (handover: Parameters<typeof timersOf>[0]) =>
  timersOf(handover, aPolicy).map(({ kind, dueAt }) => [kind, dueAt]);
const NOW = instant('2026-01-15T00:00:00Z');

describe('timers of a handover', () => {
  it('awaiting the courier it is due at once; before and on the way there is nothing to do', () => {
    expect(timers(anOpenHandover())).toEqual([]);
    expect(timers(aProducedHandover())).toEqual([['hand-to-courier', '2026-01-05T02:00:01.000Z']]);
    expect(timers(aHandoverInTransit())).toEqual([]);
  });

  it('a gap in the visits is asked about after an hour', () => {
    const record = recordVisit(aHandoverInTransit(), aVisit(2), aPolicy, NOW);
    if (record.kind !== 'recorded') throw new Error(record.kind);
    expect(timers(record.change.handover)).toEqual([['fetch-visits', '2026-01-15T01:00:00.000Z']]);
  });

  it('waiting for pickup: reminders on days 7, 20, 27, the lapse at the end of the day after a month', () => {
    expect(timers(aHandoverForPickup(instant('2026-01-31T02:30:00Z')))).toEqual([
      ['remind-pickup', '2026-02-07T02:30:00.000Z'],
      ['remind-pickup', '2026-02-20T02:30:00.000Z'],
      ['remind-pickup', '2026-02-27T02:30:00.000Z'],
      ['lapse-pickup', '2026-02-28T16:00:00.000Z'],
    ]);
    expect(reminderOf(timersOf(aHandoverForPickup(), aPolicy)[1]!.ref)).toMatchObject({ day: 20 });
  });

  it('kept undelivered until it is destroyed', () => {
    const ready = aHandoverForPickup();
    expect(timers(lapse(ready, aPolicy, ready.pickupUntil!)!.handover)).toEqual([
      ['destroy-document', '2026-08-06T16:00:00.000Z'],
    ]);
  });

  it('a change cancels what is over and sets what is new or moved', () => {
    const ready = aHandoverForPickup();
    const before = timersOf(ready, aPolicy);
    expect(timerChanges(before, timersOf(collect(ready, NOW)!.handover, aPolicy))).toEqual({
      cancel: before,
      schedule: [],
    });
    expect(timerChanges(before, before)).toEqual({ cancel: [], schedule: [] });
    const moved = { ...before[0]!, dueAt: NOW };
    expect(timerChanges(before, [moved, ...before.slice(1)])).toEqual({ cancel: [], schedule: [moved] });
  });
});
