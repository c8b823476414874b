import type { Principal } from '@open122/http';

import { aCitizen, claimsOf, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const listed = async (as: Principal) =>
  (await identity.get('/v1/me/sessions', as)).body.items as unknown as { id: string; current: boolean }[];
const refresh = async ({ refreshToken }: Tokens) =>
  (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status;

test('I see where I am signed in, and end one of them: its refresh token is worth nothing', async () => {
  const citizen = aCitizen(1);
  const { principal } = await identity.signedIn(citizen);
  const { body } = await identity.post('/v1/sessions', undefined, {
    ...{ mobile: citizen.mobile, password: PASSWORD },
  });
  const other = body as unknown as Tokens;
  const before = await listed(principal);
  expect(before.map(({ current }) => current).sort()).toEqual([false, true]);
  const { sid = '' } = claimsOf(other.accessToken);
  const end = () => identity.app.request('DELETE', `/v1/me/sessions/${sid}`, { as: principal });
  expect((await end()).status).toBe(204);
  expect(await end()).toMatchObject({ status: 404, body: { code: 'session.not-found' } });
  expect(await refresh(other)).toBe(401);
  expect(await listed(principal)).toEqual([expect.objectContaining({ current: true })]);
});

test('another person’s session is not found', async () => {
  const [one, two] = [await identity.signedIn(aCitizen(2)), await identity.signedIn(aCitizen(3))];
  const { sid = '' } = claimsOf(two.session.accessToken);
  for (const id of [sid, 'nonsense']) {
    const answer = await identity.app.request('DELETE', `/v1/me/sessions/${id}`, { as: one.principal });
    expect(answer).toMatchObject({ status: 404, body: { code: 'session.not-found' } });
  }
  expect(await refresh(two.session)).toBe(200);
});

test('a refresh token that comes twice ends its session, and the person is told', async () => {
  const citizen = aCitizen(4);
  const { session } = await identity.signedIn(citizen);
  await identity.newSms(citizen.mobile, 0);
  expect([await refresh(session), await refresh(session)]).toEqual([200, 401]);
  expect((await identity.newSms(citizen.mobile)).join()).toContain('登录已退出');
});
