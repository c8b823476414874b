import { randomUUID } from 'node:crypto';

import { epochOf } from '@open122/contracts';
import type { Principal } from '@open122/http';
import { asAdministrator, asOperator, asPerson, outboxOf } from '@open122/testkit';
import { authenticator } from 'otplib';

import { aCitizen, claimsOf, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';
import { Organisations } from '../testing/organisations';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const REASON = '移动设备失窃，警情编号 2026-17';
const end = (holder: string, as: Principal = asAdministrator(), reason: unknown = REASON) =>
  identity.post(`/v1/ops/sessions/${holder}/end`, as, { reason });
const refresh = async ({ refreshToken }: Tokens) =>
  (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status;
const audited = async (holder: string) =>
  identity.app.database.run(
    'test.audit',
    `select actor, subject, detail from audit where action = 'session.end-all' and detail ->> 'holder' = $1`,
    [holder],
  );
/** What the gateway is told, and believes no more. */
const said = async (holder: string) =>
  (await outboxOf(identity.app.database))
    .filter(({ data }) => data.holder === holder)
    .flatMap(({ data }) => data.sessions as string[]);

test('of a person: all of them end, he is told, and may sign in again', async () => {
  const citizen = aCitizen(1);
  const { principal, session } = await identity.signedIn(citizen);
  const again = () =>
    identity.post('/v1/sessions', undefined, { mobile: citizen.mobile, password: PASSWORD });
  const other = (await again()).body as unknown as Tokens;
  const { sub = '', sid } = claimsOf(session.accessToken);
  await identity.newSms(citizen.mobile, 0);
  expect(await end(sub)).toMatchObject({ status: 200, body: { ended: 2 } });
  expect([await refresh(session), await refresh(other)]).toEqual([401, 401]);
  expect((await identity.newSms(citizen.mobile)).join()).toContain('管理员已结束');
  expect(await audited(sub)).toEqual([
    {
      ...{
        actor: expect.stringMatching(/^staff:/) as string,
        detail: { holder: sub, reason: REASON, ended: 2 },
      },
      subject: (principal as { person?: string }).person,
    },
  ]);
  expect((await said(sub)).sort()).toEqual([sid, claimsOf(other.accessToken).sid].sort());
  expect((await again()).status).toBe(200);
});

test('of an agent, and of a member of staff', async () => {
  const agent = await new Organisations(identity).signedIn(2);
  expect(await end(agent.principal.agent)).toMatchObject({ status: 200, body: { ended: 1 } });
  expect(await refresh(agent.session)).toBe(401);
  expect((await identity.newSms(agent.person.mobile)).join()).toContain('管理员已结束');

  const { body } = await identity.post('/v1/ops/staff', asAdministrator(), {
    ...{ username: 'sun.li', name: '操作员', role: 'operator', owner: 'licence' },
  });
  const { staffId = '', password, totpSecret } = body as Record<string, string>;
  const totp = authenticator.clone({ epoch: epochOf(identity.clock.wall()) }).generate(String(totpSecret));
  const entered = await identity.post('/v1/staff-sessions', undefined, {
    username: 'sun.li',
    password,
    totp,
  });
  expect(await end(staffId)).toMatchObject({ status: 200, body: { ended: 1 } });
  expect(await refresh(entered.body as unknown as Tokens)).toBe(401);
  expect(await end(staffId)).toMatchObject({ status: 200, body: { ended: 0 } });
});

test('the same command again ends nothing that was opened since', async () => {
  const citizen = aCitizen(3);
  const { session } = await identity.signedIn(citizen);
  const { sub = '' } = claimsOf(session.accessToken);
  const key = { 'idempotency-key': randomUUID() };
  const send = () => identity.post(`/v1/ops/sessions/${sub}/end`, asAdministrator(), { reason: REASON }, key);
  expect((await send()).body).toEqual({ ended: 1 });
  const { body } = await identity.post('/v1/sessions', undefined, {
    ...{ mobile: citizen.mobile, password: PASSWORD },
  });
  expect((await send()).body).toEqual({ ended: 1 });
  expect(await refresh(body as unknown as Tokens)).toBe(200);
});

test.each([
  ['nobody is not found', randomUUID(), asAdministrator(), REASON, 404, 'account.not-found'],
  ['what is no id neither', 'person:1', asAdministrator(), REASON, 404, 'account.not-found'],
  ['without a reason', randomUUID(), asAdministrator(), undefined, 422, 'request.invalid'],
  ['with an empty one', randomUUID(), asAdministrator(), ' ', 422, 'request.invalid'],
  ['by an operator', randomUUID(), asOperator('licence'), REASON, 403, 'principal.not-allowed'],
  ['by a person', randomUUID(), asPerson(), REASON, 403, 'principal.not-allowed'],
])('%s: refused', async (_, holder, as, reason, status, code) => {
  const answer = await identity.post(`/v1/ops/sessions/${holder}/end`, as, { reason });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});
