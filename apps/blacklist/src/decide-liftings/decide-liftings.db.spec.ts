import type { Principal } from '@open122/http';
import {
  aPersonRef,
  asAdministrator,
  asOperator,
  asPerson,
  asService,
  clearOutbox,
  outboxOf,
  type TestApp,
  testApp,
} from '@open122/testkit';

import { service as blacklist } from '../main';
import { listed } from '../testing/listed';

let app: TestApp;
beforeAll(async () => (app = await testApp(blacklist)));
afterAll(() => app.close());
beforeEach(() => clearOutbox(app.database));

const [first, second] = [asOperator('licence'), asOperator('vehicle')];
let keys = 0;
const post = (path: string, as: Principal, body: object, key = `key-${(keys += 1)}`) =>
  app.request('POST', path, { as, key, body });
const appeal = (name: string) =>
  post('/v1/me/standing/appeals', asPerson(name), { reason: '投递时我在住院，请核实' });
const propose = (name: string, as: Principal = first) =>
  post(`/v1/ops/standings/${aPersonRef(name)}/liftings`, as, { reason: '快递误记拒收' });
const decide = (id: unknown, as: Principal, step: string, key?: string) =>
  post(`/v1/ops/liftings/${String(id)}/decisions`, as, { step, reason: '情况属实' }, key);
const mine = async (name: string, language = 'zh') =>
  (
    await app.request('GET', '/v1/me/standing', {
      as: asPerson(name),
      headers: { 'accept-language': language },
    })
  ).body as unknown as { listedUntil: string | null; mayAppeal: boolean; liftings: Record<string, string>[] };
const said = async () => (await outboxOf(app.database)).map(({ type, data }) => [type, data.person] as const);
const refused = (status: number, code: string) => ({ status, body: { code } });

it('a person appeals, one operator proposes, another confirms: the listing ends now, everybody hears of it, all is audited', async () => {
  await listed(app, 'Wang');
  await clearOutbox(app.database);
  const appealed = await appeal('Wang');
  expect(appealed).toMatchObject({
    status: 201,
    body: { state: 'appealed', appeal: '投递时我在住院，请核实' },
  });
  expect(await appeal('Wang')).toMatchObject(refused(409, 'appeal.made-already'));
  const { id } = appealed.body;
  const queue = await app.request('GET', '/v1/ops/liftings', { as: second });
  expect(queue.body.items).toEqual([
    expect.objectContaining({ id, person: aPersonRef('Wang'), state: 'appealed' }),
  ]);
  expect(JSON.stringify(queue.body)).not.toContain('住院');

  expect((await decide(id, first, 'propose')).body).toMatchObject({ state: 'proposed', reason: '情况属实' });
  expect(await mine('Wang')).toMatchObject({
    listedUntil: expect.any(String) as string,
    liftings: [{ state: 'proposed', reason: null, text: '正在审核是否提前解除限制。' }],
  });
  expect(await decide(id, first, 'confirm')).toMatchObject(refused(403, 'lifting.same-operator'));
  expect(await said()).toEqual([]);

  app.clock.advanceTo('2026-02-01T09:00:00+08:00');
  expect((await decide(id, second, 'confirm')).body).toMatchObject({ state: 'lifted' });
  expect(await mine('Wang', 'en')).toMatchObject({
    ...{ listedUntil: null, mayAppeal: false },
    liftings: [
      { state: 'lifted', reason: '情况属实', text: expect.stringContaining('has been lifted') as string },
    ],
  });
  const out = await outboxOf(app.database);
  expect(out).toMatchObject([
    { type: 'ListingLifted', topic: 'he.blacklist.lifting.v1', data: { liftingId: id, appealed: true } },
    {
      ...{ type: 'StandingChanged', key: aPersonRef('Wang'), version: 2 },
      data: {
        listing: { from: '2026-01-05T01:00:00.000Z', until: '2026-02-01T01:00:00.000Z', causes: [{}] },
      },
    },
  ]);
  expect(await appeal('Wang')).toMatchObject(refused(409, 'standing.not-listed'));

  const exported = await app.request('GET', `/internal/persons/${aPersonRef('Wang')}/export`, {
    as: asService('gateway', 'export'),
  });
  expect(exported.body).toMatchObject({
    standing: { causes: [{ liftedAt: '2026-02-01T01:00:00.000Z' }] },
    liftings: [{ id, state: 'lifted' }],
    readings: [
      { actor: 'service:blacklist', action: 'standing.list' },
      { actor: 'person:account of Wang', action: 'listing.appeal' },
      { actor: 'staff:operator of licence', action: 'lifting.propose', purpose: '情况属实' },
      { actor: 'staff:operator of vehicle', action: 'lifting.confirm', purpose: '情况属实' },
    ],
  });
  expect(JSON.stringify(exported.body.liftings)).not.toContain('operator of');
});

it('a listing after a lifted one bars again, for six months, and may be appealed against', async () => {
  await listed(app, 'Li', '2026-02-01T08:00:00+08:00');
  await decide((await propose('Li')).body.id, second, 'confirm');
  expect((await mine('Li')).listedUntil).toBeNull();
  app.clock.advanceTo('2026-02-02T09:00:00+08:00');
  await listed(app, 'Li', '2026-02-02T09:00:00+08:00');
  expect(await mine('Li')).toMatchObject({ listedUntil: '2026-08-02T09:00:00.000+08:00', mayAppeal: true });
  expect((await appeal('Li')).status).toBe(201);
});

it('two confirmations at once have one effect, and so has one that is sent twice', async () => {
  await listed(app, 'Zhao');
  const { id } = (await propose('Zhao')).body;
  await clearOutbox(app.database);
  const third = asOperator('licence', { staff: 'third' });
  const answers = await Promise.all([
    ...[second, third].flatMap((as) => [decide(id, as, 'confirm'), decide(id, as, 'confirm')]),
  ]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'lifting.not-possible')).toHaveLength(3);
  expect((await said()).map(([type]) => type)).toEqual(['ListingLifted', 'StandingChanged']);

  await listed(app, 'Qian');
  const { id: other } = (await propose('Qian')).body;
  const once = await decide(other, second, 'confirm', 'one-key');
  expect(await decide(other, second, 'confirm', 'one-key')).toMatchObject({ status: 200, body: once.body });
});

it('ten appeals at once make one; nobody but who is listed makes any', async () => {
  await listed(app, 'Sun');
  const answers = await Promise.all(Array.from({ length: 10 }, () => appeal('Sun')));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'appeal.made-already')).toHaveLength(9);
  expect(await appeal('nobody')).toMatchObject(refused(409, 'standing.not-listed'));
  expect(await propose('nobody')).toMatchObject(refused(409, 'standing.not-listed'));
});

it('a refusal stands with its reason, the person is told of his appeal, and another operator may propose after all', async () => {
  await listed(app, 'Zhou');
  const { id } = (await appeal('Zhou')).body;
  await clearOutbox(app.database);
  expect(await propose('Zhou')).toMatchObject(refused(409, 'lifting.open'));
  expect((await decide(id, first, 'refuse')).body).toMatchObject({ state: 'refused' });
  expect((await outboxOf(app.database)).map(({ type, data }) => [type, data.appealed])).toEqual([
    ['LiftingRefused', true],
  ]);
  expect(await mine('Zhou')).toMatchObject({
    ...{ listedUntil: expect.any(String) as string, mayAppeal: false },
    liftings: [{ state: 'refused', reason: '情况属实' }],
  });
  expect(await decide(id, second, 'confirm')).toMatchObject(refused(409, 'lifting.not-possible'));
  expect((await propose('Zhou')).status).toBe(201);
});

it('a cause heard of since the proposal takes a new one', async () => {
  await listed(app, 'Wu');
  const { id } = (await propose('Wu')).body;
  await listed(app, 'Wu', '2026-02-01T10:00:00+08:00');
  expect(await decide(id, second, 'confirm')).toMatchObject(refused(409, 'lifting.listing-changed'));
  expect((await decide(id, second, 'propose')).body).toMatchObject({
    listedUntil: '2026-08-01T10:00:00.000+08:00',
  });
  expect((await decide(id, first, 'confirm')).body).toMatchObject({ state: 'lifted' });
});

it('nobody acts on himself; nobody but operators decides; what is not there is not found', async () => {
  await listed(app, 'Zheng');
  const himself = asOperator('licence', { staff: 'Zheng', person: aPersonRef('Zheng') });
  expect(await propose('Zheng', himself)).toMatchObject(refused(403, 'staff.own-case'));
  const { id } = (await propose('Zheng')).body;
  expect(await decide(id, himself, 'confirm')).toMatchObject(refused(403, 'staff.own-case'));
  expect(await decide(id, asAdministrator(), 'confirm')).toMatchObject(refused(403, 'principal.not-allowed'));
  for (const unknown of ['nonsense', '00000000-0000-4000-8000-000000000000'])
    expect(await decide(unknown, first, 'confirm')).toMatchObject(refused(404, 'lifting.not-found'));
  expect(await post('/v1/ops/standings/x/liftings', first, { reason: 'why' })).toMatchObject(
    refused(404, 'standing.not-found'),
  );
});

it('words have bounds, all that is wrong is told at once, and numbers in them are not kept', async () => {
  const wrong = await post('/v1/ops/liftings/00000000-0000-4000-8000-000000000000/decisions', first, {
    ...{ step: 'resume', reason: '' },
  });
  expect(wrong).toMatchObject({
    status: 422,
    body: { code: 'request.invalid', errors: [{ pointer: '#/step' }, { pointer: '#/reason' }] },
  });
  for (const reason of ['短', 'x'.repeat(1001), undefined])
    expect(await post('/v1/me/standing/appeals', asPerson('Feng'), { reason })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/reason' }] },
    });
  await listed(app, 'Feng');
  const { body } = await post('/v1/me/standing/appeals', asPerson('Feng'), {
    reason: '请致电13812345678，证号110105194912310020',
  });
  expect(body.appeal).toBe('请致电***，证号***');
});

it('the queue has pages, and refuses a broken cursor', async () => {
  for (const name of ['Chen', 'Chu', 'Wei']) {
    await listed(app, name);
    await appeal(name);
  }
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const query: string = next === '' ? '' : `&cursor=${next}`;
    const { body } = await app.request('GET', `/v1/ops/liftings?limit=2${query}`, { as: first });
    seen.push(...(body.items as unknown as { id: string }[]).map(({ id }) => id));
    next = body.next as string | null;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  const cursor = Buffer.from('["x","y"]').toString('base64url');
  expect(await app.request('GET', `/v1/ops/liftings?cursor=${cursor}`, { as: first })).toMatchObject(
    refused(400, 'request.invalid-cursor'),
  );
});

it('what is open at the end of its listing lapses, that of an extended one with its later end', async () => {
  await listed(app, 'Jiang', '2026-01-06T09:00:00+08:00');
  await listed(app, 'Shen', '2026-01-06T09:00:00+08:00');
  await Promise.all([appeal('Jiang'), appeal('Shen')]);
  await listed(app, 'Shen', '2026-02-02T09:00:00+08:00');
  const states = async () =>
    Promise.all(['Jiang', 'Shen'].map(async (name) => (await mine(name)).liftings[0]?.state));
  const become = async (...expected: string[]) => {
    for (let look = 0; look < 100 && (await states()).join() !== expected.join(); look += 1)
      await new Promise((passed) => setTimeout(passed, 50));
    expect(await states()).toEqual(expected);
  };
  app.clock.advanceTo('2026-07-06T09:00:00+08:00');
  await become('lapsed', 'appealed');
  app.clock.advanceTo('2026-08-02T09:00:00+08:00');
  await become('lapsed', 'lapsed');
});
