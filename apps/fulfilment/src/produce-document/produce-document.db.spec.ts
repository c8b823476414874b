import { asAdministrator, asFulfilmentClerk, asOperator, asPerson, aPersonRef } from '@open122/testkit';

import { Platform } from '../testing/a-platform';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

const PICKUP = { delivery: { method: 'pickup', office: 'internet-business-centre' } } as const;

it('a document to be fetched is ready until the end of the day a calendar month later', async () => {
  const { handoverId } = await platform.open('', PICKUP);
  const answer = await platform.produce(handoverId, asOperator('licence'));
  expect(answer).toMatchObject({
    status: 200,
    body: {
      state: 'READY_FOR_PICKUP',
      office: 'internet-business-centre',
      pickupUntil: '2026-02-06T00:00:00.000+08:00',
      formNumber: '130000000001',
      dueFen: 1000,
    },
  });
  expect((await platform.said(handoverId)).map(({ type }) => type)).toEqual([
    'HandoverOpened',
    'DocumentProduced',
    'DocumentReady',
  ]);
});

it('the same request again has the same answer and no second effect', async () => {
  const { handoverId } = await platform.open('', PICKUP);
  const [one, two] = [
    await platform.produce(handoverId, asFulfilmentClerk(), 'key-1'),
    await platform.produce(handoverId, asFulfilmentClerk(), 'key-1'),
  ];
  expect(two.body).toEqual(one.body);
  expect(await platform.said(handoverId)).toHaveLength(3);
});

it('a document is produced once', async () => {
  const { handoverId } = await platform.open('', PICKUP);
  await platform.produce(handoverId);
  const again = await platform.produce(handoverId);
  expect(again).toMatchObject({ status: 409, body: { code: 'handover.wrong-state' } });
});

it('an operator of the other owner service does not find it', async () => {
  const { handoverId } = await platform.open('', { ...PICKUP, document: 'vehicle-permit' });
  const answer = await platform.produce(handoverId, asOperator('licence'));
  expect(answer).toMatchObject({ status: 404, body: { code: 'handover.not-found' } });
  expect((await platform.produce(handoverId, asOperator('vehicle'))).status).toBe(200);
});

it('nobody acts on himself', async () => {
  const { handoverId } = await platform.open('', PICKUP);
  const himself = asFulfilmentClerk({ person: aPersonRef('Wang') });
  const answer = await platform.produce(handoverId, himself);
  expect(answer).toMatchObject({ status: 403, body: { code: 'staff.own-case' } });
  expect((await platform.find(handoverId)).state).toBe('OPENED');
});

it.each([
  ['a person', asPerson('Wang')],
  ['the administrator', asAdministrator()],
])('%s may not', async (_, as) => {
  const { handoverId } = await platform.open('', PICKUP);
  expect((await platform.produce(handoverId, as)).status).toBe(403);
});

it.each([
  ['an id that is none', 'x', 404],
  ['an unknown id', '00000000-0000-4000-8000-000000000000', 404],
])('%s is not found', async (_, handoverId, status) => {
  expect((await platform.produce(handoverId)).status).toBe(status);
});

it.each([[{}], [{ formNumber: '短' }], [{ formNumber: '1300', more: 1 }]])('%j is refused', async (body) => {
  const { handoverId } = await platform.open('', PICKUP);
  const path = `/v1/ops/handovers/${handoverId}/production`;
  const answer = await platform.app.request('POST', path, { as: asFulfilmentClerk(), key: 'key', body });
  expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
});
