import { asCourier, asPerson } from '@open122/testkit';

import { Platform } from '../testing/a-platform';
import type { Handover } from '../handover';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

/** On the way, with a courier whose own visits are far off: the test reports. */
const onTheWay = () => platform.inTransit('中山东路1号');
const report = ({ handoverId, parcel }: Handover, visit: number, set: object = {}) => ({
  handoverId,
  parcel,
  visit,
  outcome: 'refused',
  at: `2026-01-05T0${visit}:00:00+08:00`,
  cashFen: 0,
  ...set,
});
const saidAfterDispatch = async ({ handoverId }: Handover) =>
  (await platform.said(handoverId)).slice(4).map(({ type }) => type);

it('a visit is recorded at its own time; the same report again changes nothing', async () => {
  const handover = await onTheWay();
  expect(await platform.callBack(report(handover, 1))).toMatchObject({
    status: 200,
    body: { result: 'recorded' },
  });
  expect(await platform.callBack(report(handover, 1))).toMatchObject({
    status: 200,
    body: { result: 'repeated' },
  });
  expect(await saidAfterDispatch(handover)).toEqual(['VisitRecorded']);
  const [event] = (await platform.said(handover.handoverId)).slice(-1);
  expect(event).toMatchObject({ at: '2026-01-04T17:00:00.000Z', data: { refusals: 1, refusalsAllowed: 3 } });
});

it('reports out of order wait for the missing one, then count in theirs', async () => {
  const handover = await onTheWay();
  for (const visit of [3, 2]) await platform.callBack(report(handover, visit));
  expect(await saidAfterDispatch(handover)).toEqual([]);
  await platform.callBack(report(handover, 1));
  const said = await platform.said(handover.handoverId);
  expect(said.slice(4).map(({ type, data }) => [type, data.visit])).toEqual([
    ['VisitRecorded', 1],
    ['VisitRecorded', 2],
    ['VisitRecorded', 3],
    ['DeliveryAbandoned', undefined],
  ]);
  expect(said.map(({ version }) => version)).toEqual(said.map((_, index) => index + 1));
});

it('two parallel reports of the same visit have one effect', async () => {
  const handover = await onTheWay();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      platform.callBack(report(handover, 1, { outcome: 'delivered', cashFen: 3000 })),
    ),
  );
  expect(answers.map(({ body }) => body.result).filter((result) => result === 'recorded')).toHaveLength(1);
  expect(await saidAfterDispatch(handover)).toEqual([
    'VisitRecorded',
    'DocumentDelivered',
    'HandoverCompleted',
  ]);
});

it('a delivery records the cash that was taken', async () => {
  const handover = await onTheWay();
  await platform.callBack(report(handover, 1, { outcome: 'delivered', cashFen: 2999 }));
  expect(await platform.find(handover.handoverId)).toMatchObject({ state: 'COMPLETED', cashFen: 2999 });
});

it('a report that contradicts one before is refused and audited', async () => {
  const handover = await onTheWay();
  await platform.callBack(report(handover, 1));
  const answer = await platform.callBack(report(handover, 1, { outcome: 'delivered' }));
  expect(answer).toMatchObject({ status: 409, body: { code: 'visit.contradicted' } });
  const audit = await platform.app.database.run(
    'a',
    `select actor, action, subject from audit where subject = $1 and action like 'visit%'`,
    [handover.handoverId],
  );
  expect(audit).toEqual([
    { actor: 'courier:sandbox', action: 'visit.contradict', subject: handover.handoverId },
  ]);
});

it('after the end a report changes nothing', async () => {
  const handover = await onTheWay();
  for (const visit of [1, 2, 3]) await platform.callBack(report(handover, visit));
  const before = await platform.find(handover.handoverId);
  const answer = await platform.callBack(report(handover, 4, { outcome: 'delivered', cashFen: 3000 }));
  expect(answer).toMatchObject({ status: 200, body: { result: 'late' } });
  expect(await platform.find(handover.handoverId)).toEqual(before);
});

it('a courier reports on his own parcels alone, under his own name', async () => {
  const handover = await onTheWay();
  const notFound = { status: 404, body: { code: 'handover.not-found' } };
  expect(await platform.callBack(report(handover, 1, { parcel: 'SB999999999' }))).toMatchObject(notFound);
  expect(await platform.callBack(report(handover, 1), asCourier('other'))).toMatchObject({ status: 403 });
  const other = '/v1/couriers/other/callbacks';
  expect(await platform.callBack(report(handover, 1), asCourier('other'), other)).toMatchObject(notFound);
  expect((await platform.callBack(report(handover, 1), asPerson())).status).toBe(403);
});

it('a report before the dispatch is recorded, or of a visit to come, is to be repeated later', async () => {
  platform.others.failures = 1_000;
  const opened = await platform.open('中山东路1号');
  await platform.produce(opened.handoverId);
  const early = await platform.callBack(report({ ...opened, parcel: 'SB1' }, 1));
  expect(early).toMatchObject({ status: 409, body: { code: 'handover.not-dispatched' } });
  expect(early.headers.get('retry-after')).toBe('2');
  platform.others.failures = 0;
  const handover = await onTheWay();
  const ahead = await platform.callBack(report(handover, 1, { at: '2027-01-01T00:00:00Z' }));
  expect(ahead).toMatchObject({ status: 422, body: { code: 'visit.in-the-future' } });
});

it.each([
  ['no visit number', { visit: undefined }],
  ['visit 0', { visit: 0 }],
  ['an unknown outcome', { outcome: 'eaten-by-dog' }],
  ['a bare day', { at: '2026-01-05' }],
  ['no moment', { at: 'yesterday' }],
  ['negative cash', { cashFen: -1 }],
  ['an unknown field', { note: 'x' }],
])('a malformed report (%s) is refused and changes nothing', async (_, set) => {
  const handover = await onTheWay();
  const answer = await platform.callBack(report(handover, 1, set));
  expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  expect(await platform.find(handover.handoverId)).toEqual(handover);
});
