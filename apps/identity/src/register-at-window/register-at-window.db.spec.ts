import { randomUUID } from 'node:crypto';

import { asAdministrator, asOperator, asPerson } from '@open122/testkit';

import { aCitizen, aClerk, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const statuses = (answers: { status: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
/** As an online registration leaves it behind. */
async function anOnlineAccount(serial: number) {
  const citizen = aCitizen(serial);
  const registered = await identity.register(citizen);
  const account = registered.body.account as unknown as string;
  await identity.app.database.run('test.online', `update account set level = 'online' where id = $1`, [
    account,
  ]);
  return { citizen, account };
}

it('a citizen at an individual window gets an account of level window', async () => {
  const answer = await identity.register(aCitizen(1));
  expect(answer).toMatchObject({ status: 201, body: { level: 'window', upgraded: false } });
});

it('the same key gives the same answer, another body under it is refused', async () => {
  const citizen = aCitizen(2);
  await identity.post('/v1/windows/sms-codes', aClerk(), { mobile: citizen.mobile });
  const body = { ...citizen, code: await identity.code(citizen.mobile), personPresent: true };
  const key = { 'idempotency-key': randomUUID() };
  const first = await identity.post('/v1/windows/registrations', aClerk(), body, key);
  const again = await identity.post('/v1/windows/registrations', aClerk(), body, key);
  expect(first.status).toBe(201);
  expect(again).toMatchObject({ status: 201, body: first.body });
  const other = await identity.post('/v1/windows/registrations', aClerk(), { ...body, name: '别人' }, key);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.other-body' } });
});

it('fifty times the same request at once register once, and the right code is no try too many', async () => {
  const citizen = aCitizen(14);
  await identity.post('/v1/windows/sms-codes', aClerk(), { mobile: citizen.mobile });
  const body = { ...citizen, code: await identity.code(citizen.mobile), personPresent: true };
  const key = { 'idempotency-key': randomUUID() };
  const register = () => identity.post('/v1/windows/registrations', aClerk(), body, key);
  const answers = await Promise.all(Array.from({ length: 50 }, register));
  const counts = statuses(answers);
  expect(counts[201]).toBeGreaterThan(0);
  expect((counts[201] ?? 0) + (counts[409] ?? 0)).toBe(50);
  const accounts = new Set(
    answers.flatMap(({ body: { account } }) => (account === undefined ? [] : [account])),
  );
  expect([...accounts]).toEqual([(await register()).body.account]);
}, 60_000);

it('a document registered at a window is not registered again', async () => {
  const again = await identity.register(aCitizen(1, { mobile: '13900000001' }));
  expect(again).toMatchObject({ status: 409, body: { code: 'account.exists' } });
});

it('fifty clerks at once register one ID number once', async () => {
  const attempts = Array.from({ length: 50 }, (_, i) => ({ ...aCitizen(3), mobile: `1371000${1000 + i}` }));
  for (const { mobile } of attempts) await identity.post('/v1/windows/sms-codes', aClerk(), { mobile });
  const bodies = await Promise.all(
    attempts.map(async (each) => ({ ...each, code: await identity.code(each.mobile), personPresent: true })),
  );
  const answers = await Promise.all(
    bodies.map((body) => identity.post('/v1/windows/registrations', aClerk(), body)),
  );
  const counts = statuses(answers);
  expect(counts[201]).toBe(1);
  expect(Object.keys(counts).every((status) => Number(status) < 500 || status === '503')).toBe(true);
  const accounts = await identity.app.database.run(
    'test.accounts-of',
    'select id from account where person = $1',
    [identity.vault.personRef('resident-id', aCitizen(3).document.number)],
  );
  expect(accounts).toHaveLength(1);
}, 60_000);

it('fifty registrations of one mobile at once leave it with one account', async () => {
  const mobile = '13720000000';
  await identity.post('/v1/windows/sms-codes', aClerk(), { mobile });
  const code = await identity.code(mobile);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      identity.post('/v1/windows/registrations', aClerk(), {
        ...aCitizen(100 + i, { mobile }),
        code,
        personPresent: true,
      }),
    ),
  );
  expect(statuses(answers)).toEqual({ 201: 1, 422: 49 });
}, 60_000);

it('an online account is upgraded: bindings stay with it, sessions and credentials of before end', async () => {
  const { citizen, account } = await anOnlineAccount(4);
  const { body: session } = await identity.activate(citizen.mobile);
  const upgraded = await identity.register({ ...citizen, mobile: '13730000000' });
  expect(upgraded).toMatchObject({ status: 201, body: { account, level: 'window', upgraded: true } });
  const refresh = await identity.post('/v1/sessions/refresh', undefined, {
    refreshToken: session.refreshToken,
  });
  expect(refresh).toMatchObject({ status: 401, body: { code: 'session.over' } });
  for (const mobile of [citizen.mobile, '13730000000']) {
    const signIn = await identity.post('/v1/sessions', undefined, { mobile, password: PASSWORD });
    expect(signIn).toMatchObject({ status: 401, body: { code: 'session.refused' } });
  }
  expect((await identity.activate('13730000000')).status).toBe(200);
});

it('the mobile is released from any other account: numbers are recycled', async () => {
  const before = aCitizen(5, { mobile: '13740000000' });
  expect((await identity.signedIn(before)).principal).toMatchObject({ kind: 'person' });
  identity.clock.advance(61_000);
  expect((await identity.register(aCitizen(6, { mobile: '13740000000' }))).status).toBe(201);
  const signIn = await identity.post('/v1/sessions', undefined, {
    mobile: '13740000000',
    password: PASSWORD,
  });
  expect(signIn.status).toBe(401);
  identity.clock.advance(61_000);
  expect((await identity.activate('13740000000')).status).toBe(200);
});

it('a clerk cannot act on himself', async () => {
  const citizen = aCitizen(7);
  const person = identity.vault.personRef('resident-id', citizen.document.number);
  expect(await identity.register(citizen, aClerk({ person }))).toMatchObject({
    status: 403,
    body: { code: 'registration.of-oneself' },
  });
});

it('only a clerk of a window for individuals registers', async () => {
  const body = { ...aCitizen(8), code: '000000', personPresent: true };
  const register = (as: Parameters<IdentityApp['post']>[1]) =>
    identity.post('/v1/windows/registrations', as, body);
  expect(await register(aClerk({ window: 'organisations' }))).toMatchObject({
    status: 403,
    body: { code: 'principal.other-window' },
  });
  for (const as of [asAdministrator(), asOperator('licence'), asPerson()])
    expect((await register(as)).status).toBe(403);
  expect((await register(undefined)).status).toBe(401);
});

it('a wrong code is refused, five times; then the right one too', async () => {
  const citizen = aCitizen(9);
  await identity.post('/v1/windows/sms-codes', aClerk(), { mobile: citizen.mobile });
  const code = await identity.code(citizen.mobile);
  const wrong = code === '111111' ? '222222' : '111111';
  const register = (entered: string) =>
    identity.post('/v1/windows/registrations', aClerk(), { ...citizen, code: entered, personPresent: true });
  for (let i = 0; i < 5; i += 1) {
    expect(await register(wrong)).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
  }
  expect(await register(code)).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
});

it('a code for the desk opens nothing else, and one for signing in does not register', async () => {
  const citizen = aCitizen(10);
  await identity.register(citizen);
  await identity.post('/v1/sms-codes', undefined, { mobile: citizen.mobile, purpose: 'first-sign-in' });
  const code = await identity.code(citizen.mobile);
  const other = { ...aCitizen(11, { mobile: citizen.mobile }), code, personPresent: true };
  expect(await identity.post('/v1/windows/registrations', aClerk(), other)).toMatchObject({ status: 422 });
});

it('a code is over after five minutes of platform time', async () => {
  const citizen = aCitizen(12);
  await identity.post('/v1/windows/sms-codes', aClerk(), { mobile: citizen.mobile });
  const code = await identity.code(citizen.mobile);
  identity.clock.advance(5 * 60_000);
  const late = await identity.post('/v1/windows/registrations', aClerk(), {
    ...citizen,
    code,
    personPresent: true,
  });
  expect(late).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
});

it('what is wrong with the body is said field by field, in both languages', async () => {
  const answer = await identity.post('/v1/windows/registrations', aClerk(), {
    document: { type: 'library-card', number: '1' },
    name: '',
    mobile: '123',
    code: 'abc',
    personPresent: false,
    colour: 'red',
  });
  expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  const pointers = (answer.body.errors as unknown as { pointer: string }[])
    .map(({ pointer }) => pointer)
    .sort();
  expect(pointers).toEqual([
    '#/code',
    '#/colour',
    '#/document/type',
    '#/mobile',
    '#/name',
    '#/personPresent',
  ]);
  const bad = { ...aCitizen(13), document: { type: 'resident-id', number: '110105199003078888' } };
  const body = { ...bad, code: '000000', personPresent: true };
  const inEnglish = await identity.post('/v1/windows/registrations', aClerk(), body, {
    'accept-language': 'en',
  });
  expect(inEnglish.body).toMatchObject({
    code: 'document.invalid',
    detail: 'The number of the document is not valid.',
  });
});

it('every act of a clerk is in the audit, without names or numbers', async () => {
  const rows = await identity.app.database.run<{ action: string; actor: string; detail: object }>(
    'test.audit',
    `select actor, action, detail from audit where actor = 'staff:clerk'`,
  );
  expect(new Set(rows.map(({ action }) => action))).toEqual(
    new Set(['registration.send-code', 'account.register']),
  );
  expect(JSON.stringify(rows)).not.toMatch(/试验员|1301021990|13800000/);
});
