import { randomUUID } from 'node:crypto';

import { epochOf } from '@open122/contracts';
import { asAdministrator, asOperator, asPerson } from '@open122/testkit';
import { authenticator } from 'otplib';

import { aCitizen, claimsOf, IdentityApp, type Tokens } from '../testing/identity-app';

interface Appointed {
  staffId: string;
  username: string;
  password: string;
  totpSecret: string;
}

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const appoint = (body: object, headers = {}) =>
  identity.post('/v1/ops/staff', asAdministrator(), body, headers);
const appointed = async (body: object) => (await appoint(body)).body as unknown as Appointed;
const totp = (secret: string) =>
  authenticator.clone({ epoch: epochOf(identity.clock.wall()) }).generate(secret);
const signIn = ({ username, password, totpSecret }: Appointed, code = totp(totpSecret)) =>
  identity.post('/v1/staff-sessions', undefined, { username, password, totp: code });
const nextStep = () => identity.clock.pass(30_000);
const operator = (username: string) => ({ username, name: '操作员', role: 'operator', owner: 'licence' });

it('an operator is appointed and signs in with password and TOTP', async () => {
  const staff = await appointed(operator('li.wei'));
  expect(staff).toMatchObject({
    username: 'li.wei',
    password: expect.stringMatching(/^([a-z2-9]{5}-){5}[a-z2-9]{5}$/),
  });
  const answer = await signIn(staff);
  expect(answer.status).toBe(200);
  const claims = claimsOf((answer.body as unknown as Tokens).accessToken);
  expect(claims).toMatchObject({ sub: staff.staffId, kind: 'staff', role: 'operator', owner: 'licence' });
  expect(claims).not.toHaveProperty('window');
});

it('who was appointed replaces his password before anything else, in every session until then', async () => {
  const staff = await appointed(operator('new.here'));
  const first = (await signIn(staff)).body as unknown as Tokens;
  expect(claimsOf(first.accessToken)).toMatchObject({ passwordDue: true });
  const { refreshToken } = first;
  const later = (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).body;
  expect(claimsOf(String(later.accessToken))).toMatchObject({ passwordDue: true });

  const me = { ...asOperator('licence'), staff: staff.staffId, passwordDue: true } as const;
  const { status, body } = await identity.get('/v1/me', me);
  expect([status, body.code]).toEqual([403, 'password.due']);
  const change = (password: string) =>
    identity.app.request('PUT', '/v1/me/password', { as: me, body: { current: staff.password, password } });
  expect((await change(staff.password)).body.code).toBe('password.same');
  const own = 'two patient storks';
  const changed = await change(own);
  expect(changed.status).toBe(200);
  expect(claimsOf(String(changed.body.accessToken))).not.toHaveProperty('passwordDue');
  nextStep();
  const next = (await signIn({ ...staff, password: own })).body as unknown as Tokens;
  expect(claimsOf(next.accessToken)).not.toHaveProperty('passwordDue');
  expect((await identity.app.request('DELETE', '/v1/sessions/current', { as: me })).status).toBe(204);
});

it('the same key shows the same credentials again; the database keeps them encrypted', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const first = await appoint(operator('wang.fang'), headers);
  const again = await appoint(operator('wang.fang'), headers);
  expect(again).toMatchObject({ status: 201, body: first.body });
  const { password, totpSecret } = first.body as unknown as Appointed;
  const kept = await identity.app.database.run('test.kept', 'select body::text from idempotency');
  expect(kept.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept)).not.toContain(password);
  expect(JSON.stringify(kept)).not.toContain(totpSecret);
});

it('a TOTP step is used once, even by two at the same moment', async () => {
  const staff = await appointed(operator('once.only'));
  const answers = await Promise.all([signIn(staff), signIn(staff)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect(await signIn(staff)).toMatchObject({ status: 401, body: { code: 'session.refused' } });
  nextStep();
  expect((await signIn(staff)).status).toBe(200);
});

it('wrong password, wrong TOTP and unknown user name get the same answer', async () => {
  const staff = await appointed(operator('same.answer'));
  const answers = [
    await signIn({ ...staff, password: 'wrong wrong wrong' }),
    await signIn(staff, totp(staff.totpSecret) === '000000' ? '111111' : '000000'),
    await signIn({ ...staff, username: 'no.such' }),
  ];
  for (const { status, body } of answers)
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'session.refused' });
  expect((await signIn(staff)).status).toBe(200);
});

it('a refused sign-in writes as much for a user name that nobody has as for one that somebody has', async () => {
  const refused = async () => {
    const rows = await identity.app.database.run(
      'test.refused',
      `select subject from audit where action = 'session.refused'`,
    );
    return rows.length;
  };
  const staff = await appointed(operator('timed.one'));
  const written: number[] = [];
  for (const username of ['timed.one', 'never.seen']) {
    const before = await refused();
    await signIn({ ...staff, username }, '000000');
    written.push((await refused()) - before);
  }
  expect(written).toEqual([1, 1]);
});

it('a clerk carries his own reference, so that he cannot act on himself', async () => {
  const { document, name } = aCitizen(1);
  const clerk = await appointed({ username: 'clerk.one', name, role: 'clerk', window: 'changan', document });
  const { accessToken } = (await signIn(clerk)).body as unknown as Tokens;
  const person = identity.vault.personRef('resident-id', document.number);
  expect(claimsOf(accessToken)).toMatchObject({ role: 'clerk', window: 'changan', person });
});

it.each([
  ['a clerk without document', { role: 'clerk', window: 'changan' }],
  ['a clerk of an unknown window', { role: 'clerk', window: 'nowhere', document: aCitizen(2).document }],
  ['an operator without owner', { role: 'operator' }],
  ['an administrator with a window', { role: 'administrator', window: 'changan' }],
])('%s is refused', async (_, post) => {
  const answer = await appoint({ username: 'incomplete', name: '某', ...post });
  expect(answer).toMatchObject({ status: 422, body: { code: 'staff.post-invalid' } });
});

it('a user name is given once, to one of ten at the same moment', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => appoint(operator('wanted'))));
  const codes = answers.map(({ status, body }) => (status === 201 ? 'appointed' : String(body.code)));
  expect(codes.filter((code) => code === 'appointed')).toHaveLength(1);
  expect(new Set(codes)).toEqual(new Set(['appointed', 'staff.username-taken']));
});

it('whoever is ended is signed out and signs in no more; nobody ends himself', async () => {
  const staff = await appointed({ username: 'leaving', name: '某', role: 'fulfilment' });
  const session = (await signIn(staff)).body as unknown as Tokens;
  const end = (id: string, as: ReturnType<typeof asAdministrator>) =>
    identity.app.request('DELETE', `/v1/ops/staff/${id}`, { as });
  expect((await end(staff.staffId, asAdministrator())).status).toBe(204);
  expect((await end(staff.staffId, asAdministrator())).body.code).toBe('staff.not-found');
  expect((await end('no-uuid', asAdministrator())).status).toBe(404);
  const { refreshToken } = session;
  expect((await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status).toBe(401);
  nextStep();
  expect((await signIn(staff)).status).toBe(401);
  const other = await appointed({ username: 'admin.two', name: '某', role: 'administrator' });
  const himself = { ...asAdministrator(), staff: other.staffId };
  expect(await end(other.staffId, himself)).toMatchObject({ status: 403, body: { code: 'staff.oneself' } });
});

it('the list is paged by user name', async () => {
  const names: string[] = [];
  let next = '';
  do {
    const { body } = await identity.get(`/v1/ops/staff?limit=2${next}`, asAdministrator());
    names.push(...(body.items as unknown as Appointed[]).map(({ username }) => username));
    next = body.next === null ? '' : `&cursor=${body.next}`;
  } while (next !== '');
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toEqual(expect.arrayContaining(['li.wei', 'wanted', 'leaving']));
});

it('administrators alone manage staff', async () => {
  for (const as of [asOperator('licence'), asPerson()]) {
    expect((await identity.get('/v1/ops/staff', as)).status).toBe(403);
    expect((await identity.post('/v1/ops/staff', as, operator('nope'))).status).toBe(403);
  }
});

it('a staff session is over after half an hour of rest', async () => {
  const staff = await appointed(operator('resting'));
  const session = (await signIn(staff)).body as unknown as Tokens;
  identity.clock.pass(30 * 60_000);
  const { refreshToken } = session;
  expect((await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status).toBe(401);
});

it('a member of staff sees himself; appointments and sign-ins are in the audit', async () => {
  const staff = await appointed(operator('seen'));
  await signIn(staff);
  await signIn(staff);
  const me = await identity.get('/v1/me', { ...asOperator('licence'), staff: staff.staffId });
  expect(me).toMatchObject({
    status: 200,
    body: { kind: 'staff', username: 'seen', name: '操作员', owner: 'licence' },
  });
  const rows = await identity.app.database.run<{ action: string }>(
    'test.audit-of',
    'select action from audit where subject = $1 order by id',
    [staff.staffId],
  );
  expect(rows.map(({ action }) => action)).toEqual(['staff.appoint', 'session.open', 'session.refused']);
});
