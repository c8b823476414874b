import { createLocalJWKSet, jwtVerify } from 'jose';

import { aCitizen, IdentityApp, type Tokens } from '../testing/identity-app';

let identity: IdentityApp;
let serial = 0;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const aSession = async () => identity.signedIn(aCitizen((serial += 1)));
const refresh = (refreshToken: string) => identity.post('/v1/sessions/refresh', undefined, { refreshToken });
const tokens = async (refreshToken: string) => (await refresh(refreshToken)).body as unknown as Tokens;

it('access tokens verify by the published key, for ten minutes of wall time', async () => {
  const { session } = await aSession();
  const { body } = await identity.get('/internal/jwks');
  const keys = createLocalJWKSet(body as never);
  const at = (minutes: number) => new Date(Date.parse(identity.clock.wall()) + minutes * 60_000);
  const verified = await jwtVerify(session.accessToken, keys, { typ: 'access', currentDate: at(9.9) });
  expect(verified.protectedHeader).toMatchObject({ alg: 'EdDSA', kid: 'test' });
  await expect(jwtVerify(session.accessToken, keys, { currentDate: at(10.1) })).rejects.toThrow(/exp/);
  expect(JSON.stringify(body)).not.toContain('"d"');
});

it('each refresh gives a new token; the chain goes on', async () => {
  const { session } = await aSession();
  const second = await tokens(session.refreshToken);
  const third = await tokens(second.refreshToken);
  expect(new Set([session.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
});

it('a token used twice ends the whole session', async () => {
  const { session } = await aSession();
  const second = await tokens(session.refreshToken);
  expect(await refresh(session.refreshToken)).toMatchObject({ status: 401, body: { code: 'session.over' } });
  expect(await refresh(second.refreshToken)).toMatchObject({ status: 401, body: { code: 'session.over' } });
});

it('two refreshes with the same token at once: somebody has stolen it, nobody keeps the session', async () => {
  const { session } = await aSession();
  const answers = await Promise.all([refresh(session.refreshToken), refresh(session.refreshToken)]);
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect((await refresh(won[0]!.body.refreshToken as unknown as string)).status).toBe(401);
});

it('a token nobody gave out ends nothing', async () => {
  const { session } = await aSession();
  expect(await refresh('x'.repeat(43))).toMatchObject({ status: 401, body: { code: 'session.over' } });
  expect((await refresh(session.refreshToken)).status).toBe(200);
});

it('a session idle for a week is over, one in use for a month too', async () => {
  const day = 24 * 3_600_000;
  const idle = (await aSession()).session;
  let used = (await aSession()).session;
  for (let days = 0; days < 30; days += 6) {
    identity.clock.pass(6 * day - 1);
    used = await tokens(used.refreshToken);
    expect(used.refreshToken).toBeDefined();
  }
  identity.clock.pass(10);
  expect((await refresh(used.refreshToken)).status).toBe(401);
  expect((await refresh(idle.refreshToken)).status).toBe(401);
});

it('platform time does not shorten a session', async () => {
  const { session } = await aSession();
  identity.clock.advance(400 * 24 * 3_600_000);
  expect((await refresh(session.refreshToken)).status).toBe(200);
});

it('signing out ends the session', async () => {
  const { session, principal } = await aSession();
  const out = await identity.app.request('DELETE', '/v1/sessions/current', { as: principal });
  expect(out.status).toBe(204);
  expect((await refresh(session.refreshToken)).status).toBe(401);
});

it('tokens are kept as hashes', async () => {
  const { session } = await aSession();
  const found = await identity.app.database.run(
    'test.tokens',
    `select encode(hash, 'base64') as hash from refresh_token`,
  );
  expect(JSON.stringify(found)).not.toContain(session.refreshToken.slice(0, 40));
});
