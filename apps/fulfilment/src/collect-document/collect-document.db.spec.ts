import { randomUUID } from 'node:crypto';

import type { Principal } from '@open122/http';
import { aPersonRef, asClerk, asFulfilmentClerk, asOperator } from '@open122/testkit';

import { Platform } from '../testing/a-platform';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
  platform.others.documents.set('130102199001010018', aPersonRef('Wang'));
});
afterAll(() => platform.close());

const OF_WANG = { document: { type: 'resident-id', number: '130102199001010018' } };
const OF_LI = { document: { type: 'resident-id', number: '130102199001010026' } };
const PICKUP = { delivery: { method: 'pickup', office: 'internet-business-centre' } } as const;

async function ready(set: object = {}): Promise<string> {
  const { handoverId } = await platform.open('', { ...PICKUP, ...set });
  await platform.produce(handoverId);
  return handoverId;
}
const collect = (
  handoverId: string,
  body: object,
  as: Principal = asFulfilmentClerk(),
  key: string = randomUUID(),
) => platform.app.request('POST', `/v1/ops/handovers/${handoverId}/collection`, { as, key, body });
const audited = (handoverId: string) =>
  platform.app.database.run<{ action: string; detail: { shown?: string } | null }>(
    'audit',
    'select action, detail from audit where subject = $1 order by id',
    [handoverId],
  );

it('the person himself gets his document and pays the fee at the counter', async () => {
  const handoverId = await ready();
  const answer = await collect(handoverId, OF_WANG);
  expect(answer).toMatchObject({ status: 200, body: { state: 'COMPLETED', cashFen: 1000 } });
  const said = (await platform.said(handoverId)).map(({ type }) => type);
  expect(said.slice(3)).toEqual(['DocumentCollected', 'HandoverCompleted']);
  const timers = 'select 1 from timer where ref like $1';
  expect(await platform.app.database.run('t', timers, [`${handoverId}%`])).toEqual([]);
});

it('another person is refused, and that is audited without his number', async () => {
  const handoverId = await ready();
  const answer = await collect(handoverId, OF_LI);
  expect(answer).toMatchObject({ status: 403, body: { code: 'handover.other-person' } });
  expect((await platform.find(handoverId)).state).toBe('READY_FOR_PICKUP');
  const rows = await audited(handoverId);
  expect(rows).toMatchObject([{ action: 'handover.produce' }, { action: 'handover.collect-refused' }]);
  expect(JSON.stringify(rows)).not.toContain(OF_LI.document.number);
});

it('the same request again has the same answer and no second effect', async () => {
  const handoverId = await ready();
  const [one, two] = [
    await collect(handoverId, OF_WANG, asFulfilmentClerk(), 'key-1'),
    await collect(handoverId, OF_WANG, asFulfilmentClerk(), 'key-1'),
  ];
  expect(two.body).toEqual(one.body);
  expect(await platform.said(handoverId)).toHaveLength(5);
});

it('what is to be given back is taken in first', async () => {
  const handoverId = await ready({ returns: ['damaged-licence'] });
  expect(await collect(handoverId, OF_WANG)).toMatchObject({
    status: 422,
    body: { code: 'handover.returns-missing' },
  });
  expect((await collect(handoverId, { ...OF_WANG, returnsTaken: true })).body.state).toBe('COMPLETED');
});

it('nothing can be collected that is not there', async () => {
  const { handoverId } = await platform.open('', PICKUP);
  expect(await collect(handoverId, OF_WANG)).toMatchObject({
    status: 409,
    body: { code: 'handover.wrong-state' },
  });
});

it.each([
  ['a window clerk', asClerk('changan')],
  ['an operator', asOperator('licence')],
])('%s may not hand it out', async (_, as) => {
  expect((await collect(await ready(), OF_WANG, as)).status).toBe(403);
});

it('a clerk cannot hand out to himself', async () => {
  const himself = asFulfilmentClerk({ person: aPersonRef('Wang') });
  expect((await collect(await ready(), OF_WANG, himself)).body.code).toBe('staff.own-case');
});

it('a directory that is away is told as such, and nothing is changed', async () => {
  const handoverId = await ready();
  platform.others.failures = 3;
  expect(await collect(handoverId, OF_WANG)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect((await platform.find(handoverId)).state).toBe('READY_FOR_PICKUP');
  expect((await collect(handoverId, OF_WANG)).status).toBe(200);
});
