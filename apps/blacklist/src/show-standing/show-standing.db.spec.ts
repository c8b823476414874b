import {
  aPersonRef,
  asAdministrator,
  asClerk,
  asOperator,
  asPerson,
  asService,
  type TestApp,
  testApp,
} from '@open122/testkit';

import { service as blacklist } from '../main';
import { listed } from '../testing/listed';

let app: TestApp;
beforeAll(async () => {
  app = await testApp(blacklist);
  await listed(app, 'Wang');
});
afterAll(() => app.close());

const get = (path: string, as?: Parameters<TestApp['request']>[2]) => app.request('GET', path, as);
const CLEAN = { listedFrom: null, listedUntil: null, causes: [], mayAppeal: false, liftings: [] };

it('nobody without a cause is listed', async () => {
  expect((await get('/v1/me/standing', { as: asPerson('Li') })).body).toEqual(CLEAN);
});

it('staff read a standing for a purpose, and are audited', async () => {
  const path = `/v1/ops/standings/${aPersonRef('Wang')}`;
  const as = asOperator('licence');
  expect(await get(path, { as })).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  const answer = await get(`${path}?purpose=he%20asks%20at%20the%20desk`, { as });
  expect(answer).toMatchObject({ status: 200, body: { listedUntil: '2026-07-05T09:00:00.000+08:00' } });
  const exported = await get(`/internal/persons/${aPersonRef('Wang')}/export`, {
    as: asService('gateway', 'export'),
  });
  expect(exported.body).toMatchObject({
    standing: { causes: [{ cause: 'third-refusal' }] },
    readings: [
      { actor: 'service:blacklist', action: 'standing.list' },
      { actor: 'staff:operator of licence', action: 'standing.show', purpose: 'he asks at the desk' },
    ],
  });
});

it.each([
  ['a person reading another', asPerson('Li'), 403],
  ['a window clerk', asClerk('changan'), 403],
  ['the administrator', asAdministrator(), 200],
])('%s: %j', async (_, as, status) => {
  expect((await get(`/v1/ops/standings/${aPersonRef('Wang')}?purpose=why`, { as })).status).toBe(status);
});

it('a path that names nobody is not found', async () => {
  const answer = await get('/v1/ops/standings/wang?purpose=why', { as: asAdministrator() });
  expect(answer).toMatchObject({ status: 404, body: { code: 'standing.not-found' } });
});

it('a person sees until when he is listed and why; the listing ends by itself, to the millisecond', async () => {
  const mine = () => get('/v1/me/standing', { as: asPerson('Wang') });
  expect((await mine()).body).toEqual({
    listedFrom: '2026-01-05T09:00:00.000+08:00',
    listedUntil: '2026-07-05T09:00:00.000+08:00',
    causes: [{ cause: 'third-refusal', serial: 'HEL202601050000001', at: '2026-01-05T09:00:00.000+08:00' }],
    ...{ mayAppeal: true, liftings: [] },
  });
  app.clock.advanceTo('2026-07-05T08:59:59.999+08:00');
  expect((await mine()).body.listedUntil).toBe('2026-07-05T09:00:00.000+08:00');
  app.clock.advanceTo('2026-07-05T09:00:00+08:00');
  expect((await mine()).body).toEqual(CLEAN);
});
