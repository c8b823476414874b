import { epochOf } from '@open122/contracts';
import type { Principal } from '@open122/http';
import { asAdministrator, asOperator } from '@open122/testkit';
import { authenticator } from 'otplib';

import { aCitizen, claimsOf, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';
import { agentOf, anOrgCode, Organisations } from '../testing/organisations';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

/** Somebody with two sessions, as the gateway presents him in the first. */
interface Twice {
  principal: Principal;
  session: Tokens;
  other: Tokens;
  password: string;
  /** Signs in once more, in the place of a session. */
  replace(refreshToken: string): Promise<{ status: number; body: Record<string, unknown> }>;
}

async function aPerson(serial: number): Promise<Twice> {
  const citizen = aCitizen(serial);
  const { principal, session } = await identity.signedIn(citizen);
  const signIn = (more: object = {}) =>
    identity.post('/v1/sessions', undefined, { mobile: citizen.mobile, password: PASSWORD, ...more });
  const other = (await signIn()).body as unknown as Tokens;
  return {
    ...{ principal, session, other, password: PASSWORD },
    replace: (replaces) => signIn({ replaces }),
  };
}

async function anAgent(serial: number): Promise<Twice> {
  const organisations = new Organisations(identity);
  const { person, session, principal } = await organisations.signedIn(serial);
  const signIn = (more: object = {}) =>
    identity.post('/v1/organisation/sessions', undefined, {
      organisation: { type: 'org-code', number: anOrgCode(serial) },
      ...{ mobile: person.mobile, password: PASSWORD, ...more },
    });
  const other = (await signIn()).body as unknown as Tokens;
  expect(agentOf(other).agent).toBe(principal.agent);
  return {
    ...{ principal, session, other, password: PASSWORD },
    replace: (replaces) => signIn({ replaces }),
  };
}

async function anOperator(username: string): Promise<Twice> {
  const appointed = await identity.post('/v1/ops/staff', asAdministrator(), {
    ...{ username, name: '操作员', role: 'operator', owner: 'licence' },
  });
  const { password, totpSecret } = appointed.body as Record<string, string>;
  const signIn = async (more: object = {}) => {
    identity.clock.pass(30_000);
    const code = authenticator.clone({ epoch: epochOf(identity.clock.wall()) }).generate(String(totpSecret));
    return identity.post('/v1/staff-sessions', undefined, { username, password, totp: code, ...more });
  };
  const [session, other] = [await signIn(), await signIn()].map(({ body }) => body as unknown as Tokens);
  if (session === undefined || other === undefined) throw new Error('nobody signed in');
  const { sub = '', sid = '' } = claimsOf(session.accessToken);
  const principal = asOperator('licence', { staff: sub, session: sid });
  return {
    ...{ principal, session, other, password: String(password) },
    replace: (replaces) => signIn({ replaces }),
  };
}

const listed = async (as: Principal) =>
  (await identity.get('/v1/me/sessions', as)).body.items as unknown as { id: string; current: boolean }[];
const refresh = async ({ refreshToken }: Tokens) =>
  (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status;
const end = (as: Principal, id: string, password: string) =>
  identity.post(`/v1/me/sessions/${id}/end`, as, { password });
const audited = (session: string) =>
  identity.app.database.run(
    'test.audit',
    `select actor from audit where action = 'session.end' and detail ->> 'session' = $1`,
    [session],
  );

const KINDS: readonly [string, (serial: number) => Promise<Twice>][] = [
  ['a person', aPerson],
  ['an agent', anAgent],
  ['a member of staff', (serial) => anOperator(`staff.${serial}`)],
];

test.each(KINDS)(
  '%s sees where he is signed in, and ends one of them: its refresh token is worth nothing',
  async (kind, made) => {
    const { principal, other, password } = await made(10 + KINDS.findIndex(([each]) => each === kind));
    expect((await listed(principal)).map(({ current }) => current).sort()).toEqual([false, true]);
    const { sid = '' } = claimsOf(other.accessToken);
    expect((await end(principal, sid, password)).status).toBe(204);
    expect(await end(principal, sid, password)).toMatchObject({
      ...{ status: 404, body: { code: 'session.not-found' } },
    });
    expect(await refresh(other)).toBe(401);
    expect(await listed(principal)).toEqual([expect.objectContaining({ current: true })]);
    expect(await audited(sid)).toHaveLength(1);
  },
);

test('whoever finds an open session but has not the password ends no other; his tries count as failed sign-ins', async () => {
  const { principal, other } = await aPerson(2);
  const { sid = '' } = claimsOf(other.accessToken);
  const answer = await end(principal, sid, 'four loud herons in a row');
  expect(answer).toMatchObject({ status: 422, body: { code: 'password.wrong' } });
  expect(await audited(sid)).toEqual([]);
  expect(await refresh(other)).toBe(200);
});

test('another person’s session is not found', async () => {
  const [one, two] = [await aPerson(3), await aPerson(4)];
  const { sid = '' } = claimsOf(two.session.accessToken);
  for (const id of [sid, 'nonsense']) {
    const answer = await end(one.principal, id, PASSWORD);
    expect(answer).toMatchObject({ status: 404, body: { code: 'session.not-found' } });
  }
  expect(await refresh(two.session)).toBe(200);
});

test.each(KINDS)('%s who signs in in the place of a session ends it, and no other', async (kind, made) => {
  const { session, other, replace } = await made(20 + KINDS.findIndex(([each]) => each === kind));
  const answer = await replace(session.refreshToken);
  expect(answer.status).toBe(200);
  expect(await refresh(session)).toBe(401);
  expect(await refresh(other)).toBe(200);
  expect(await refresh(answer.body as unknown as Tokens)).toBe(200);
});

test('a sign-in that fails, or names no session, ends none', async () => {
  const { session, replace } = await aPerson(5);
  const failed = await identity.post('/v1/sessions', undefined, {
    ...{ mobile: aCitizen(5).mobile, password: 'four loud herons in a row', replaces: session.refreshToken },
  });
  expect(failed.status).toBe(401);
  expect((await replace('n'.repeat(43))).status).toBe(200);
  expect(await replace('no token')).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  expect(await refresh(session)).toBe(200);
});

test('a refresh token that comes twice ends its session, and the person is told', async () => {
  const citizen = aCitizen(6);
  const { session } = await identity.signedIn(citizen);
  await identity.newSms(citizen.mobile, 0);
  expect([await refresh(session), await refresh(session)]).toEqual([200, 401]);
  expect((await identity.newSms(citizen.mobile)).join()).toContain('登录已退出');
});
