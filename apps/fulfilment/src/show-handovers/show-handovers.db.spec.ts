import {
  aPersonRef,
  asAdministrator,
  asFulfilmentClerk,
  asOperator,
  asPerson,
  asService,
} from '@open122/testkit';

import { Platform } from '../testing/a-platform';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

type Items = { items: { handoverId: string; serial: string; state: string }[]; next: string | null };
const get = <B = Items>(path: string, as: Parameters<typeof platform.app.request>[2] = {}) =>
  platform.app.request<B>('GET', path, as);

it('the queue shows a state, the oldest first, page by page; an operator his owner’s alone', async () => {
  const licences = [];
  for (let index = 0; index < 3; index += 1) {
    licences.push((await platform.open('x')).handoverId);
    platform.app.clock.advance(1000);
  }
  const { handoverId: permit } = await platform.open('x', { document: 'vehicle-permit' });
  const ids = ({ items }: Items) => items.map(({ handoverId }) => handoverId);
  const as = asOperator('licence');
  const first = await get('/v1/ops/handovers?state=OPENED&limit=2', { as });
  expect(ids(first.body)).toEqual(licences.slice(0, 2));
  const second = await get(`/v1/ops/handovers?state=OPENED&limit=2&cursor=${first.body.next}`, { as });
  expect([ids(second.body), second.body.next]).toEqual([licences.slice(2), null]);
  expect(ids((await get('/v1/ops/handovers', { as: asFulfilmentClerk() })).body)).toEqual([
    ...licences,
    permit,
  ]);
  expect(ids((await get('/v1/ops/handovers?state=IN_TRANSIT', { as })).body)).toEqual([]);
});

it('one is found by its application, whatever its state', async () => {
  const { handoverId, serial } = await platform.inTransit('x');
  const answer = await get(`/v1/ops/handovers?serial=${serial}`, { as: asFulfilmentClerk() });
  expect(answer.body).toMatchObject({ items: [{ handoverId, serial, state: 'IN_TRANSIT' }], next: null });
  const unknown = await get('/v1/ops/handovers?serial=HEL202601059999999', { as: asFulfilmentClerk() });
  expect(unknown.body.items).toEqual([]);
  const foreign = await get(`/v1/ops/handovers?serial=${serial}`, { as: asOperator('vehicle') });
  expect(foreign.body.items).toEqual([]);
});

it('the recipient is read for a purpose, and audited', async () => {
  const { handoverId } = await platform.open('中山东路1号');
  const path = `/v1/ops/handovers/${handoverId}/recipient`;
  expect((await get(path, { as: asFulfilmentClerk() })).status).toBe(422);
  const answer = await get<object>(`${path}?purpose=label%20damaged`, { as: asFulfilmentClerk() });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      person: { name: '王某', document: { number: expect.stringMatching(/^.{1,6}\*+.{4}$/) as string } },
      address: { line: '中山东路1号' },
    },
  });
  const rows = await platform.app.database.run(
    'a',
    'select actor, action, purpose from audit where subject = $1',
    [handoverId],
  );
  expect(rows).toEqual([
    { actor: 'staff:fulfilment clerk', action: 'handover.show-recipient', purpose: 'label damaged' },
  ]);
  expect((await get(`${path}?purpose=curious`, { as: asAdministrator() })).status).toBe(403);
});

it('a person sees his own, the newest first, and no staff’s fields', async () => {
  await platform.open('x', { person: aPersonRef('Zhao') });
  platform.app.clock.advance(1000);
  const { handoverId } = await platform.open('x', { person: aPersonRef('Zhao') });
  const mine = await get('/v1/me/handovers?limit=1', { as: asPerson('Zhao') });
  expect(mine.body.items).toMatchObject([{ handoverId, dueFen: 3000 }]);
  expect(mine.body.items[0]).not.toHaveProperty('formNumber');
  expect(mine.body.next).not.toBeNull();
  expect((await get('/v1/me/handovers', { as: asPerson('nobody') })).body.items).toEqual([]);
});

it('times are told in +08:00', async () => {
  const { handoverId } = await platform.open('x');
  const one = await get<{ openedAt: string }>(`/v1/ops/handovers/${handoverId}`, { as: asAdministrator() });
  expect(one.body.openedAt).toMatch(/\+08:00$/);
});

it('what is held about a person, and who read it, can be exported by the gateway alone', async () => {
  const { handoverId } = await platform.open('x', { person: aPersonRef('Qian') });
  await get(`/v1/ops/handovers/${handoverId}/recipient?purpose=call%20back`, { as: asFulfilmentClerk() });
  const path = `/internal/persons/${aPersonRef('Qian')}/export`;
  const answer = await get<object>(path, { as: asService('gateway', 'export') });
  expect(answer.body).toMatchObject({
    handovers: [{ handoverId }],
    readings: [{ action: 'handover.show-recipient', purpose: 'call back' }],
  });
  expect((await get(path, { as: asPerson('Qian') })).status).toBe(403);
});

it.each(['?state=LOST', '?limit=0', '?cursor=x', '?colour=red'])('%s is refused', async (query) => {
  const { status } = await get(`/v1/ops/handovers${query}`, { as: asFulfilmentClerk() });
  expect([400, 422]).toContain(status);
});
