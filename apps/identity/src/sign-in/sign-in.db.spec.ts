import { aCitizen, claimsOf, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';

let identity: IdentityApp;
const citizen = aCitizen(1);
const SHORT = 'kurz+gut';

beforeAll(async () => {
  identity = await IdentityApp.start();
  await identity.register(citizen);
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.advance(61_000));

const signIn = (body: object, client = '10.0.0.1') =>
  identity.post(
    '/v1/sessions',
    undefined,
    { mobile: citizen.mobile, ...body },
    { 'x-client-address': client },
  );
const signInCode = async (mobile = citizen.mobile) => {
  await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'sign-in' });
  return identity.code(mobile);
};

it('before the first sign-in there is no password to sign in with', async () => {
  expect(await signIn({ password: PASSWORD })).toMatchObject({
    status: 401,
    body: { code: 'session.refused' },
  });
});

it.each([
  ['kurz', 'password.too-short'],
  ['woaini1314', 'password.common'],
])('a first password %p is refused', async (password, code) => {
  const { mobile } = citizen;
  const answer = await identity.post('/v1/account/activation', undefined, {
    mobile,
    code: '123456',
    password,
  });
  expect(answer).toMatchObject({ status: 422, body: { code } });
});

it('the first sign-in: a code and a password of one’s own, then signed in', async () => {
  const answer = await identity.activate(citizen.mobile, SHORT);
  expect(answer.status).toBe(200);
  const session = answer.body as unknown as Tokens & { expiresInSeconds: number };
  expect(session.expiresInSeconds).toBe(600);
  const person = identity.vault.personRef('resident-id', citizen.document.number);
  expect(claimsOf(session.accessToken)).toMatchObject({
    kind: 'person',
    level: 'window',
    person,
    iss: 'he.identity',
  });
});

it('an activation whose answer was lost can be sent again as it was, and not otherwise', async () => {
  const late = aCitizen(3);
  await identity.register(late);
  await identity.post('/v1/sms-codes', undefined, { mobile: late.mobile, purpose: 'first-sign-in' });
  const body = { mobile: late.mobile, code: await identity.code(late.mobile), password: PASSWORD };
  const activate = (more: object = {}) =>
    identity.post('/v1/account/activation', undefined, { ...body, ...more });
  expect((await activate()).status).toBe(200);
  expect((await activate()).status).toBe(200);
  const other = await activate({ password: 'another fine password' });
  expect(other).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
  identity.clock.advance(300_000);
  expect((await activate()).status).toBe(422);
});

it('an activated account is not activated again', async () => {
  const { mobile } = citizen;
  await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'first-sign-in' });
  await identity.smsIdle();
  expect(await identity.newSms(mobile, 0)).toEqual([]);
});

it('a short password needs a code, a long one suffices alone', async () => {
  expect(await signIn({ password: SHORT })).toMatchObject({
    status: 422,
    body: { code: 'session.code-needed' },
  });
  expect((await signIn({ password: SHORT, code: await signInCode() })).status).toBe(200);
});

it('a code is used once', async () => {
  const code = await signInCode();
  expect((await signIn({ password: SHORT, code })).status).toBe(200);
  expect(await signIn({ password: SHORT, code })).toMatchObject({
    status: 401,
    body: { code: 'session.refused' },
  });
});

it('a wrong password, a wrong code and an unknown mobile get the same answer', async () => {
  const code = await signInCode();
  const wrongCode = code === '111111' ? '222222' : '111111';
  const answers = [
    await signIn({ password: 'not this one', code }, '10.0.1.1'),
    await signIn({ password: SHORT, code: wrongCode }, '10.0.1.2'),
    await signIn({ password: SHORT, code, mobile: '13999999999' }, '10.0.1.3'),
  ];
  const bare = answers.map(({ status, body: { traceId: _, ...body } }) => ({ status, body }));
  expect(bare[0]).toMatchObject({ status: 401, body: { code: 'session.refused' } });
  expect(bare[1]).toEqual(bare[0]);
  expect(bare[2]).toEqual(bare[0]);
  // A wrong password has not used the code up, nor a try of it.
  expect((await signIn({ password: SHORT, code }, '10.0.1.1')).status).toBe(200);
});

it('asking for a code tells nothing: same answer, same limit, and no SMS to a stranger', async () => {
  const ask = (mobile: string) => identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'sign-in' });
  const [known, unknown] = [await ask(citizen.mobile), await ask('13988888888')];
  expect(known).toMatchObject({ status: 202, body: {} });
  expect({ status: unknown.status, body: unknown.body }).toEqual({ status: known.status, body: known.body });
  const [knownAgain, unknownAgain] = [await ask(citizen.mobile), await ask('13988888888')];
  expect(knownAgain).toMatchObject({ status: 429, body: { code: 'sms-code.too-soon' } });
  expect(unknownAgain).toMatchObject({ status: 429, body: { code: 'sms-code.too-soon' } });
  expect(knownAgain.headers.get('retry-after')).toBe('60');
  await identity.smsIdle();
  expect(await identity.newSms(citizen.mobile)).toHaveLength(1);
  expect(await identity.newSms('13988888888', 0)).toEqual([]);
});

it('ten codes a day', async () => {
  const ask = () => identity.post('/v1/sms-codes', undefined, { mobile: '13977777777', purpose: 'sign-in' });
  for (let i = 0; i < 10; i += 1) {
    expect((await ask()).status).toBe(202);
    identity.clock.advance(60_000);
  }
  expect(await ask()).toMatchObject({ status: 429, body: { code: 'sms-code.too-many' } });
  identity.clock.advance(24 * 3_600_000);
  expect((await ask()).status).toBe(202);
});

it('failures are answered slower and slower, for this login and this client alone', async () => {
  const wrong = (client: string) => signIn({ password: 'wrong wrong wrong' }, client);
  for (let i = 0; i < 5; i += 1) expect((await wrong('10.0.2.1')).status).toBe(401);
  const locked = await wrong('10.0.2.1');
  expect(locked).toMatchObject({ status: 429, body: { code: 'session.locked' } });
  expect(locked.headers.get('retry-after')).toBe('1');
  expect((await wrong('10.0.2.2')).status).toBe(401);
  identity.clock.pass(1_000);
  expect((await wrong('10.0.2.1')).status).toBe(401);
  identity.clock.pass(1_000);
  expect((await wrong('10.0.2.1')).headers.get('retry-after')).toBe('1');
  identity.clock.pass(1_000);
  expect((await signIn({ password: SHORT, code: await signInCode() }, '10.0.2.1')).status).toBe(200);
  expect((await wrong('10.0.2.1')).status).toBe(401);
});

it('parallel guesses do not slip under the count', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => signIn({ password: 'wrong wrong wrong' }, '10.0.3.1')),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
});

it('who is signed in sees himself, numbers masked', async () => {
  const { principal } = await identity.signedIn(aCitizen(2));
  const me = await identity.get('/v1/me', principal);
  expect(me).toMatchObject({
    status: 200,
    body: { kind: 'person', name: '试验员2', level: 'window', mobile: '138****0002' },
  });
  expect(me.body.documentNumber).toMatch(/^130102\*{8}\d{3}[\dX]$/);
});

it('the windows are public, in the caller’s language', async () => {
  const { status, body } = await identity.get('/v1/windows', undefined, { 'accept-language': 'en' });
  expect(status).toBe(200);
  const items = body.items as unknown as { kind: string; name: string }[];
  expect(items.filter(({ kind }) => kind === 'individual')).toHaveLength(26);
  expect(items[0]?.name).toContain("Chang'an");
});
