import { randomUUID } from 'node:crypto';

import { DeliveryAbandoned, instant, type SerialNumber } from '@open122/contracts';
import type { Principal, StaffPrincipal } from '@open122/http';
import {
  aPersonRef,
  asOperator,
  asPerson,
  asService,
  clearOutbox,
  hear,
  messageOf,
  outboxOf,
  type TestApp,
  testApp,
} from '@open122/testkit';

import { service as blacklist } from '../main';

let app: TestApp;
beforeAll(async () => (app = await testApp(blacklist)));
afterAll(() => app.close());

let serials = 0;
/** Lists somebody for a third refusal. */
const listed = (name: string, at = '2026-01-05T09:00:00+08:00') => {
  const data = {
    handoverId: randomUUID(),
    serial: `HEL20260105${String((serials += 1)).padStart(7, '0')}` as SerialNumber,
    ...{ person: aPersonRef(name), at: instant(at), refusals: 3 },
    keptUntil: instant('2026-07-05T09:00:00+08:00'),
  };
  return hear(app, 'fulfilment.handover', [messageOf({ event: DeliveryAbandoned, data })]);
};
const post = (path: string, as: Principal, body: unknown) =>
  app.request('POST', path, { as, body, headers: { 'idempotency-key': randomUUID() } });
const appeal = (name: string) =>
  post('/v1/me/standing/appeals', asPerson(name), { reason: '快递没有联系我' });
const operator = (number: number): StaffPrincipal => ({
  ...(asOperator('licence') as StaffPrincipal),
  staff: `00000000-0000-4000-8000-00000000000${number}`,
});
const [first, second] = [operator(1), operator(2)];
const decide = (name: string, as: Principal, step: string) =>
  post(`/v1/ops/listing-reviews/${aPersonRef(name)}/decisions`, as, { step, reason: '经核实情况属实' });
const mine = async (name: string) =>
  (await app.request('GET', '/v1/me/standing', { as: asPerson(name) })).body as Record<string, unknown>;
const queue = async (state: string) => {
  const path = `/v1/ops/listing-reviews?state=${state}`;
  const { body } = await app.request('GET', path, { as: first });
  return (body.items as unknown as { person: string }[]).map(({ person }) => person);
};
const said = async () => (await outboxOf(app.database)).map(({ type, data }) => ({ type, data }));

it('an appeal, a proposal, and another operator who confirms: the listing ends at that moment, everywhere', async () => {
  await listed('Wang');
  expect(await appeal('Wang')).toMatchObject({ status: 201, body: { state: 'appealed' } });
  expect(await queue('appealed')).toEqual([aPersonRef('Wang')]);
  expect((await decide('Wang', first, 'propose')).body).toMatchObject({ state: 'proposed' });
  expect(await decide('Wang', first, 'confirm')).toMatchObject({
    ...{ status: 403, body: { code: 'review.same-operator' } },
  });
  expect((await mine('Wang')).listedUntil).toBe('2026-07-05T09:00:00.000+08:00');
  await clearOutbox(app.database);
  expect(await decide('Wang', second, 'confirm')).toMatchObject({ status: 200, body: { state: 'lifted' } });
  const listedFrom = instant('2026-01-05T09:00:00+08:00');
  expect(await said()).toEqual([
    { type: 'ListingLifted', data: { person: aPersonRef('Wang'), listedFrom, at: app.clock.now() } },
    { type: 'StandingChanged', data: { person: aPersonRef('Wang'), listing: null } },
  ]);
  expect(await mine('Wang')).toMatchObject({
    ...{ listedFrom: null, listedUntil: null, causes: [] },
    review: { state: 'lifted', reason: '经核实情况属实', appeal: '快递没有联系我' },
  });
  const { body } = await app.request('GET', `/internal/persons/${aPersonRef('Wang')}/export`, {
    as: asService('gateway', 'export'),
  });
  expect(body).toMatchObject({
    standing: { causes: [{ cause: 'third-refusal', liftedAt: app.clock.now() }] },
    reviews: [{ state: 'lifted' }],
  });
  expect((body.readings as unknown as { action: string }[]).map(({ action }) => action)).toEqual([
    ...['listing.appeal', 'listing.propose', 'listing.confirm'],
  ]);
});

it('one appeal for each listing; one that is rejected is told, a proposal that is rejected is not', async () => {
  await listed('Li');
  expect((await appeal('Li')).status).toBe(201);
  expect(await appeal('Li')).toMatchObject({ status: 409, body: { code: 'review.appealed' } });
  await clearOutbox(app.database);
  await decide('Li', first, 'reject');
  expect((await said()).map(({ type }) => type)).toEqual(['AppealRejected']);
  expect(await mine('Li')).toMatchObject({ listedFrom: expect.any(String) as string });
  expect((await appeal('Li')).status).toBe(409);
  expect(await queue('rejected')).toContain(aPersonRef('Li'));

  await listed('Sun');
  await decide('Sun', first, 'propose');
  await clearOutbox(app.database);
  await decide('Sun', second, 'reject');
  expect(await said()).toEqual([]);
  expect((await appeal('Sun')).status).toBe(201);
});

it('whoever confirms, it is lifted once', async () => {
  await listed('Zhao');
  await decide('Zhao', first, 'propose');
  await clearOutbox(app.database);
  const answers = await Promise.all(
    [2, 3, 4, 5].map((number) => decide('Zhao', operator(number), 'confirm')),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  expect((await said()).map(({ type }) => type)).toEqual(['ListingLifted', 'StandingChanged']);
});

it('a cause that came after the proposal is proposed anew; one after the lifting lists again', async () => {
  await listed('Qian');
  await decide('Qian', first, 'propose');
  await listed('Qian', '2026-01-05T09:30:00+08:00');
  expect(await decide('Qian', second, 'confirm')).toMatchObject({
    ...{ status: 409, body: { code: 'review.changed' } },
  });
  await decide('Qian', first, 'propose');
  expect((await decide('Qian', second, 'confirm')).status).toBe(200);
  app.clock.advanceTo('2026-01-05T09:45:00+08:00');
  await listed('Qian', '2026-01-05T09:45:00+08:00');
  expect(await mine('Qian')).toMatchObject({ listedFrom: '2026-01-05T09:45:00.000+08:00' });
  expect((await appeal('Qian')).status).toBe(201);
});

it.each<[string, () => ReturnType<typeof decide>, number, string]>([
  ['nobody is listed', () => decide('Nobody', first, 'propose'), 409, 'standing.not-listed'],
  ['an appeal without a listing', () => appeal('Nobody'), 409, 'standing.not-listed'],
  ['one’s own', () => decide('Own', { ...first, person: aPersonRef('Own') }, 'propose'), 403, 'review.own'],
  ['nothing to confirm', () => decide('Own', first, 'confirm'), 409, 'review.not-possible'],
  ['another step', () => decide('Own', first, 'forgive'), 422, 'request.invalid'],
  [
    'no words',
    () => post('/v1/me/standing/appeals', asPerson('Own'), { reason: '' }),
    ...([422, 'request.invalid'] as const),
  ],
])('refused: %s', async (_, asked, status, code) => {
  await listed('Own');
  expect(await asked()).toMatchObject({ status, body: { code } });
});

it('a listing that ended by itself needs nobody any more', async () => {
  await listed('Zhou');
  await appeal('Zhou');
  expect(await queue('appealed')).toContain(aPersonRef('Zhou'));
  app.clock.advanceTo('2026-07-06T09:00:00+08:00');
  expect(await queue('appealed')).not.toContain(aPersonRef('Zhou'));
  expect(await decide('Zhou', first, 'propose')).toMatchObject({ body: { code: 'standing.not-listed' } });
});
