import { epochOf } from '@open122/contracts';
import type { Principal } from '@open122/http';
import { asAdministrator } from '@open122/testkit';
import { authenticator } from 'otplib';

import { aCitizen, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';
import { Organisations } from '../testing/organisations';

let identity: IdentityApp;
let organisations: Organisations;
beforeAll(async () => {
  identity = await IdentityApp.start();
  organisations = new Organisations(identity);
});
afterAll(() => identity.close());

const ANOTHER = 'four loud pelicans';
const change = (as: Principal | undefined, current = PASSWORD, password = ANOTHER) =>
  identity.app.request('PUT', '/v1/me/password', {
    ...(as !== undefined && { as }),
    body: { current, password },
  });
const refresh = async (refreshToken: unknown) =>
  (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status;
const signIn = async (mobile: string, password: string) =>
  (await identity.post('/v1/sessions', undefined, { mobile, password })).status;

test('a person changes his password by the one of before; his other sessions end, and he is told', async () => {
  const citizen = aCitizen(1);
  const { principal, session } = await identity.signedIn(citizen);
  await identity.newSms(citizen.mobile, 0);
  const { status, body } = await change(principal);
  expect(status).toBe(200);
  expect((await identity.newSms(citizen.mobile)).join()).toContain('密码已修改');
  expect(await refresh(session.refreshToken)).toBe(401);
  expect(await refresh(body.refreshToken)).toBe(200);
  expect(await signIn(citizen.mobile, PASSWORD)).toBe(401);
  expect(await signIn(citizen.mobile, ANOTHER)).toBe(200);
  const audited = await identity.app.database.run(
    'test.audit',
    `select actor, subject from audit where action = 'account.change-password'`,
  );
  expect(audited).toEqual([
    { actor: expect.stringMatching(/^person:/) as string, subject: expect.any(String) as string },
  ]);
});

test('a wrong one changes nothing, and counts among the failed sign-ins', async () => {
  const citizen = aCitizen(2);
  const { principal, session } = await identity.signedIn(citizen);
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1)
    statuses.push((await change(principal, 'wrong wrong wrong')).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  expect((await change(principal)).status).toBe(429);
  expect(await signIn(citizen.mobile, PASSWORD)).toBe(429);
  expect(await refresh(session.refreshToken)).toBe(200);
  identity.clock.pass(2_000);
  expect(await signIn(citizen.mobile, PASSWORD)).toBe(200);
});

test('a new one has to be a good one', async () => {
  const { principal } = await identity.signedIn(aCitizen(3));
  expect(await change(principal, PASSWORD, 'short')).toMatchObject({ body: { code: 'password.too-short' } });
  expect(await change(principal, PASSWORD, 'password1')).toMatchObject({ body: { code: 'password.common' } });
  expect(await change(undefined)).toMatchObject({ status: 401, body: { code: 'principal.missing' } });
});

test('of two changes at once by the same password one stands', async () => {
  const citizen = aCitizen(4);
  const { principal } = await identity.signedIn(citizen);
  const words = [ANOTHER, 'five slow albatrosses'];
  const answers = await Promise.all(words.map((word) => change(principal, PASSWORD, word)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  const stands = words[answers.findIndex(({ status }) => status === 200)] ?? '';
  expect(await signIn(citizen.mobile, stands)).toBe(200);
});

test('an agent changes his, for one organisation', async () => {
  const { principal, person, session } = await organisations.signedIn(5);
  const { status, body } = await change(principal);
  expect(status).toBe(200);
  expect([await refresh(session.refreshToken), await refresh(body.refreshToken)]).toEqual([401, 200]);
  expect((await organisations.signIn(5, person)).status).toBe(401);
  expect((await organisations.signIn(5, person, { password: ANOTHER })).status).toBe(200);
});

test('a member of staff replaces the password that was drawn for him; the TOTP stays', async () => {
  const { body } = await identity.post('/v1/ops/staff', asAdministrator(), {
    ...{ username: 'zhao.min', name: '操作员', role: 'operator', owner: 'licence' },
  });
  const { staffId, password, totpSecret } = body as Record<string, string>;
  const enter = async (typed = '') => {
    identity.clock.pass(30_000);
    const totp = authenticator.clone({ epoch: epochOf(identity.clock.wall()) }).generate(String(totpSecret));
    return identity.post('/v1/staff-sessions', undefined, { username: 'zhao.min', password: typed, totp });
  };
  const before = (await enter(password)).body as unknown as Tokens;
  const principal: Principal = { kind: 'staff', staff: String(staffId), role: 'operator', owner: 'licence' };
  expect((await change(principal, password)).status).toBe(200);
  expect(await refresh(before.refreshToken)).toBe(401);
  expect([(await enter(password)).status, (await enter(ANOTHER)).status]).toEqual([401, 200]);
});
