import { createHash, randomUUID } from 'node:crypto';

import type { Principal } from '@open122/http';
import { asAdministrator, asPerson } from '@open122/testkit';
import { createLocalJWKSet, jwtVerify } from 'jose';

import { aCitizen, claimsOf, IdentityApp } from '../testing/identity-app';

let identity: IdentityApp;
let principal: Principal;
const citizen = aCitizen(1);
const PURPOSE = 'apply:D1';
const digest = (body: string) => createHash('sha256').update(body).digest('base64url');

beforeAll(async () => {
  identity = await IdentityApp.start();
  ({ principal } = await identity.signedIn(citizen));
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.advance(61_000));

const request = (body: object = {}, as = principal) =>
  identity.post('/v1/step-ups', as, { purpose: PURPOSE, bodyDigest: digest('{}'), ...body });
const confirm = (id: unknown, code: string, as = principal) =>
  identity.post(`/v1/step-ups/${String(id)}/confirmation`, as, { code });

it('the SMS names what is confirmed; the code becomes a token for five minutes of platform time', async () => {
  const requested = await request();
  expect(requested).toMatchObject({ status: 201, body: { sentTo: '138****0001' } });
  const [text = ''] = await identity.newSms(citizen.mobile);
  expect(text).toContain('申请办理“遗失补领驾驶证”');
  const confirmed = await confirm(requested.body.stepUpId, /\d{6}/.exec(text)![0]);
  expect(confirmed.status).toBe(200);
  const token = confirmed.body.stepUp as unknown as string;
  const keys = createLocalJWKSet((await identity.get('/internal/jwks')).body as never);
  const currentDate = new Date(identity.clock.now());
  const { payload } = await jwtVerify(token, keys, { typ: 'step-up', currentDate });
  expect(payload).toMatchObject({ purpose: PURPOSE, bodyDigest: digest('{}'), jti: requested.body.stepUpId });
  expect(payload.exp).toBe(Date.parse(identity.clock.now()) / 1000 + 300);
  expect(payload.sub).toBe((principal as { account: string }).account);
});

it('a lost answer can be asked for again: the same code, the same token', async () => {
  const { body } = await request();
  const code = await identity.code(citizen.mobile);
  const first = await confirm(body.stepUpId, code);
  identity.clock.advance(60_000);
  const again = await confirm(body.stepUpId, code);
  expect(first.status).toBe(200);
  expect(again.body).toEqual(first.body);
});

it('a code belongs to its request: an older one of the same purpose is over', async () => {
  const older = await request();
  await identity.code(citizen.mobile);
  identity.clock.advance(61_000);
  const newer = await request({ bodyDigest: digest('other') });
  const code = await identity.code(citizen.mobile);
  expect(await confirm(older.body.stepUpId, code)).toMatchObject({
    status: 422,
    body: { code: 'sms-code.refused' },
  });
  const confirmed = await confirm(newer.body.stepUpId, code);
  expect(claimsOf(confirmed.body.stepUp as unknown as string).bodyDigest).toBe(digest('other'));
});

it('a code for signing in confirms nothing', async () => {
  const { body } = await request();
  await identity.code(citizen.mobile);
  await identity.post('/v1/sms-codes', undefined, { mobile: citizen.mobile, purpose: 'sign-in' });
  expect((await confirm(body.stepUpId, await identity.code(citizen.mobile))).status).toBe(422);
});

it('a code is over after five minutes of platform time, and after five tries', async () => {
  const late = await request();
  const lateCode = await identity.code(citizen.mobile);
  identity.clock.advance(300_000);
  expect((await confirm(late.body.stepUpId, lateCode)).status).toBe(422);
  const tried = await request();
  const code = await identity.code(citizen.mobile);
  const wrong = code === '111111' ? '222222' : '111111';
  const tries = await Promise.all(Array.from({ length: 5 }, () => confirm(tried.body.stepUpId, wrong)));
  expect(tries.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
  expect((await confirm(tried.body.stepUpId, code)).status).toBe(422);
});

it('another’s request is not found', async () => {
  const { body } = await request();
  const code = await identity.code(citizen.mobile);
  const { principal: other } = await identity.signedIn(aCitizen(2));
  expect(await confirm(body.stepUpId, code, other)).toMatchObject({
    status: 404,
    body: { code: 'step-up.not-found' },
  });
  expect((await confirm('no-uuid', code)).status).toBe(404);
  expect((await confirm(randomUUID(), code)).status).toBe(404);
});

it('only what the platform knows can be confirmed', async () => {
  for (const purpose of ['apply:NONE', 'anything']) {
    expect(await request({ purpose })).toMatchObject({
      status: 422,
      body: { code: 'step-up.unknown-purpose' },
    });
  }
  expect(await request({ bodyDigest: 'short' })).toMatchObject({
    status: 422,
    body: { code: 'request.invalid' },
  });
});

it('one SMS a minute for one purpose; the same key sends none again', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const ask = (more = {}) =>
    identity.post('/v1/step-ups', principal, { purpose: PURPOSE, bodyDigest: digest('{}') }, more);
  const first = await ask(headers);
  expect((await ask(headers)).body).toEqual(first.body);
  await identity.smsIdle();
  expect(await identity.newSms(citizen.mobile)).toHaveLength(1);
  expect(await ask()).toMatchObject({ status: 429, body: { code: 'sms-code.too-soon' } });
  expect((await request({ purpose: 'apply:V1' })).status).toBe(201);
  await identity.code(citizen.mobile);
});

it('persons alone confirm, with a key', async () => {
  expect((await request({}, asAdministrator() as Principal)).status).toBe(403);
  expect(await request({}, asPerson('stranger', { account: randomUUID() }))).toMatchObject({ status: 409 });
  const { status, body } = await identity.app.request('POST', '/v1/step-ups', { as: principal, body: {} });
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'idempotency.key-missing' });
});
