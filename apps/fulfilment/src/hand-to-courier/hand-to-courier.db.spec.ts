import { aPersonRef, asFulfilmentClerk, testApp, testDatabase } from '@open122/testkit';

import { service } from '../main';

import { Platform, until } from '../testing/a-platform';
import { HandToCourier } from './hand-to-courier';

let platform: Platform;
beforeEach(async () => (platform = await Platform.start()));
afterEach(() => platform.close());

const parcels = () =>
  platform.app.database.run<{ handover_id: string; behaviour: string }>('t', 'select * from sandbox_parcel');

it('a produced document gets its label and goes to the courier', async () => {
  const { handoverId } = await platform.open('中山东路1号');
  expect((await platform.produce(handoverId)).status).toBe(200);
  const handover = await platform.reaches(handoverId, 'IN_TRANSIT');
  expect(handover).toMatchObject({ courier: 'sandbox', parcel: expect.stringMatching(/^SB\d{9}$/) });
  expect((await platform.said(handoverId)).map(({ type }) => type)).toEqual([
    'HandoverOpened',
    'DocumentProduced',
    'DispatchAwaited',
    'HandoverDispatched',
  ]);
});

it('neither name nor address is kept', async () => {
  await platform.inTransit('中山东路1号 NOBODY-HOME');
  const rows = JSON.stringify([
    await parcels(),
    await platform.app.database.run('o', 'select * from outbox'),
  ]);
  expect(rows).not.toMatch(/王某|13800000000|中山东路/);
  expect(await parcels()).toMatchObject([{ behaviour: 'nobody-home' }]);
});

it.each([
  ['unknown', () => platform.others.addresses.clear()],
  ['another person’s', () => (platform.others.addressee = aPersonRef('Li'))],
])(
  'to an %s address nothing is sent: held for pickup, and a lapse does not list (rules §3)',
  async (_, change) => {
    const { handoverId } = await platform.open('中山东路1号');
    change();
    await platform.produce(handoverId);
    const handover = await platform.reaches(handoverId, 'READY_FOR_PICKUP');
    expect(handover).toMatchObject({ heldAfterVisits: true, parcel: null });
    expect(await parcels()).toEqual([]);
    expect((await platform.said(handoverId)).map(({ type }) => type).slice(2)).toEqual([
      'DispatchAwaited',
      'DocumentReady',
    ]);
  },
);

it('a directory that is away is asked again until it answers', async () => {
  platform.others.failures = 3;
  const { handoverId } = await platform.open('中山东路1号');
  await platform.produce(handoverId);
  await until(
    async () => platform.others.failures,
    (left) => left === 0,
  );
  expect((await platform.find(handoverId)).state).toBe('AWAITING_DISPATCH');
  platform.app.clock.pass(2_000);
  await platform.reaches(handoverId, 'IN_TRANSIT');
});

it('a crash after the announcement announces the same parcel again, and records one dispatch', async () => {
  const { handoverId } = await platform.open('中山东路1号');
  platform.others.failures = 1_000_000;
  await platform.produce(handoverId, asFulfilmentClerk());
  platform.others.failures = 0;
  const handToCourier = platform.app.get(HandToCourier);
  const due = { ref: handoverId, dueAt: platform.app.clock.now() };
  await handToCourier.hand(due);
  const records = [await handToCourier.hand(due), await handToCourier.hand(due)];
  expect(await parcels()).toHaveLength(1);
  await Promise.all(records.map((record) => platform.app.database.transaction(record)));
  expect((await platform.said(handoverId)).filter(({ type }) => type === 'HandoverDispatched')).toHaveLength(
    1,
  );
});

it('several instances give each parcel to the courier once', async () => {
  const database = await testDatabase('fulfilment');
  const first = await Platform.start(database);
  const second = await testApp(service, { database, env: first.others.env });
  try {
    const handovers = await Promise.all(Array.from({ length: 12 }, () => first.open('中山东路1号')));
    await Promise.all(handovers.map(({ handoverId }) => first.produce(handoverId)));
    for (const { handoverId } of handovers) {
      await first.reaches(handoverId, 'IN_TRANSIT');
      const dispatched = (await first.said(handoverId)).filter(({ type }) => type === 'HandoverDispatched');
      expect(dispatched).toHaveLength(1);
    }
    expect(await database.database.run('p', 'select 1 from sandbox_parcel')).toHaveLength(12);
  } finally {
    await Promise.all([first.close(), second.close()]);
    await database.close();
  }
});
