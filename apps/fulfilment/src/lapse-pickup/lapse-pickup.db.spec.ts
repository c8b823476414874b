import { randomUUID } from 'node:crypto';

import { aPersonRef, asFulfilmentClerk } from '@open122/testkit';

import { Platform, until } from '../testing/a-platform';

const PICKUP = { delivery: { method: 'pickup', office: 'internet-business-centre' } } as const;
let platform: Platform;
beforeEach(async () => {
  platform = await Platform.start();
  platform.others.documents.set('1', aPersonRef('Wang'));
});
afterEach(() => platform.close());

const collect = (handoverId: string) =>
  platform.app.request('POST', `/v1/ops/handovers/${handoverId}/collection`, {
    as: asFulfilmentClerk(),
    key: randomUUID(),
    body: { document: { type: 'resident-id', number: '1' } },
  });
const saidOf = async (handoverId: string, type: string) =>
  (await platform.said(handoverId)).filter((event) => event.type === type);

async function ready(): Promise<string> {
  const { handoverId } = await platform.open('', PICKUP);
  await platform.produce(handoverId);
  return handoverId;
}

it('the person is reminded on days 7, 20 and 27 (rules §3)', async () => {
  const handoverId = await ready();
  for (const [day, at] of [
    [7, '2026-01-12T01:00:00.000Z'],
    [20, '2026-01-25T01:00:00.000Z'],
    [27, '2026-02-01T01:00:00.000Z'],
  ] as const) {
    platform.app.clock.advanceTo(at);
    const reminders = await until(
      () => saidOf(handoverId, 'PickupReminded'),
      (events) => events.some(({ data }) => data.day === day),
    );
    expect(reminders.at(-1)).toMatchObject({ at, data: { day, pickupUntil: '2026-02-05T16:00:00.000Z' } });
  }
});

it('can be fetched to the last millisecond of the last day, and lapses then, to list him', async () => {
  const [fetched, left] = [await ready(), await ready()];
  platform.app.clock.advanceTo('2026-02-05T15:59:59.999Z');
  expect((await collect(fetched)).status).toBe(200);
  platform.app.clock.advanceTo('2026-02-05T16:00:00Z');
  await platform.reaches(left, 'CONVERTED_TO_ONSITE');
  expect(await saidOf(left, 'PickupLapsed')).toMatchObject([
    { at: '2026-02-05T16:00:00.000Z', data: { lists: true, keptUntil: '2026-08-05T16:00:00.000Z' } },
  ]);
  expect(await saidOf(fetched, 'PickupLapsed')).toEqual([]);
});

it('a counter that is quicker than the timer hands nothing out after the last day', async () => {
  const { handoverId } = await platform.open('', PICKUP);
  await platform.produce(handoverId);
  await platform.app.database.run('t', `update timer set retry_at = '2100-01-01' where ref = $1`, [
    handoverId,
  ]);
  platform.app.clock.advanceTo('2026-02-05T16:00:00Z');
  expect(await collect(handoverId)).toMatchObject({ status: 409, body: { code: 'handover.pickup-over' } });
});

it('held after visits, its lapse does not list: he chose post', async () => {
  const { handoverId } = await platform.inTransit('NOBODY-HOME');
  await platform.days(3);
  await platform.reaches(handoverId, 'READY_FOR_PICKUP');
  await platform.days(40);
  await platform.reaches(handoverId, 'CONVERTED_TO_ONSITE');
  expect((await saidOf(handoverId, 'PickupLapsed'))[0]!.data).toMatchObject({ lists: false });
});

it('kept six months at the window, where it may still be fetched, then destroyed (rules §2.1)', async () => {
  const [fetched, left] = [await ready(), await ready()];
  platform.app.clock.advanceTo('2026-02-05T16:00:00Z');
  await platform.reaches(fetched, 'CONVERTED_TO_ONSITE');
  await platform.reaches(left, 'CONVERTED_TO_ONSITE');
  platform.app.clock.advanceTo('2026-08-05T15:59:59.999Z');
  expect((await collect(fetched)).body.state).toBe('COMPLETED');
  platform.app.clock.advanceTo('2026-08-05T16:00:00Z');
  await platform.reaches(left, 'DESTROYED');
  expect(await saidOf(left, 'DocumentDestroyed')).toMatchObject([{ at: '2026-08-05T16:00:00.000Z' }]);
  expect((await platform.find(fetched)).state).toBe('COMPLETED');
});
