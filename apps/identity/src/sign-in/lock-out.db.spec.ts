import { randomUUID } from 'node:crypto';

import { epochOf } from '@open122/contracts';
import { Database, type Tx } from '@open122/service';
import { asAdministrator } from '@open122/testkit';
import { authenticator } from 'otplib';

import { type Attempt as AttemptOf, AttemptStore, type Login as LoginOf } from '../attempt.store';
import { STRANGERS_FREE } from '../lock-out';
import { aCitizen, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.advance(61_000));

const HOME = '10.0.0.1';
const signIn = (mobile: string, body: object, client: string) =>
  identity.post('/v1/sessions', undefined, { mobile, ...body }, { 'x-client-address': client });
async function codeFor(mobile: string): Promise<string> {
  await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'sign-in' });
  return identity.code(mobile);
}
/** As many strangers guess as may, each from a client of his own, ten at a time. */
async function guess(mobile: string, net: string): Promise<string[]> {
  const codes: string[] = [];
  for (let from = 0; from < STRANGERS_FREE; from += 10) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        signIn(mobile, { password: 'wrong wrong wrong' }, `${net}.${from + n}`),
      ),
    );
    codes.push(...answers.map(({ body }) => String(body.code)));
  }
  return codes;
}
/** The citizen has signed in from home. */
async function atHome(serial: number): Promise<string> {
  const citizen = aCitizen(serial);
  await identity.signedIn(citizen);
  expect((await signIn(citizen.mobile, { password: PASSWORD }, HOME)).status).toBe(200);
  await identity.smsIdle();
  await identity.newSms(citizen.mobile, 0);
  return citizen.mobile;
}
const told = async (mobile: string): Promise<string[]> => {
  await identity.smsIdle();
  return (await identity.newSms(mobile, 0)).filter((text) => text.includes('多次登录失败'));
};

describe('many clients guess one password', () => {
  test('strangers then need a code, the owner goes on at home, and is told once a day', async () => {
    const mobile = await atHome(1);
    expect(new Set(await guess(mobile, '10.1.0'))).toEqual(new Set(['session.refused']));
    expect(await told(mobile)).toHaveLength(0);
    const stranger = (body: object) => signIn(mobile, body, '10.1.1.1');
    expect(await stranger({ password: PASSWORD })).toMatchObject({
      ...{ status: 422, body: { code: 'session.code-needed' } },
    });
    expect(await told(mobile)).toHaveLength(1);
    expect((await signIn(mobile, { password: PASSWORD }, HOME)).status).toBe(200);

    const code = await codeFor(mobile);
    const wrong = code === '111111' ? '222222' : '111111';
    expect((await stranger({ password: PASSWORD, code: wrong })).status).toBe(401);
    expect((await stranger({ password: PASSWORD, code })).status).toBe(200);
    // who came with a code is no stranger any more
    expect((await stranger({ password: PASSWORD })).status).toBe(200);
    expect((await signIn(mobile, { password: PASSWORD }, '10.1.1.2')).status).toBe(422);
    expect(await told(mobile)).toHaveLength(0);

    identity.clock.pass(24 * 3_600_000 - 1_000);
    expect((await signIn(mobile, { password: PASSWORD }, '10.1.1.3')).status).toBe(422);
    expect(await told(mobile)).toHaveLength(0);
    identity.clock.pass(1_000);
    expect((await signIn(mobile, { password: PASSWORD }, '10.1.1.4')).status).toBe(422);
    expect(await told(mobile)).toHaveLength(1);
    identity.clock.pass(24 * 3_600_000 + 1_000);
    expect((await signIn(mobile, { password: PASSWORD }, '10.1.1.5')).status).toBe(200);
  });

  test('a mobile that nobody has gets the same answers and as much is written', async () => {
    const citizen = aCitizen(2);
    await identity.signedIn(citizen);
    await identity.smsIdle();
    await identity.newSms(citizen.mobile, 0);
    const known = citizen.mobile;
    const unknown = '13999990002';
    const written = async () => {
      const rows = await identity.app.database.run('test.attempts', 'select 1 from sign_in_attempt');
      return rows.length;
    };
    const answers: string[][] = [];
    const rows: number[] = [];
    for (const [mobile, net] of [
      [known, '10.2.0'],
      [unknown, '10.2.1'],
    ] as const) {
      const before = await written();
      const codes = await guess(mobile, net);
      for (const body of [{}, { code: '123456' }]) {
        const answer = await signIn(mobile, { password: 'wrong wrong wrong', ...body }, `${net}.99`);
        codes.push(`${answer.status} ${String(answer.body.code)}`);
      }
      answers.push(codes);
      rows.push((await written()) - before);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]!.slice(-2)).toEqual(['422 session.code-needed', '401 session.refused']);
    expect(rows[1]).toBe(rows[0]);
    expect([await told(known), await told(unknown)].map(({ length }) => length)).toEqual([1, 0]);
  });

  test('after a reset of the password nobody is known any more', async () => {
    const mobile = await atHome(3);
    await guess(mobile, '10.3.0');
    await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'password-reset' });
    const body = { document: aCitizen(3).document, mobile, code: await identity.code(mobile) };
    const reset = { ...body, password: 'seven loud ravens' };
    expect((await identity.post('/v1/account/password-resets', undefined, reset)).status).toBe(200);
    const signedIn = await signIn(mobile, { password: 'seven loud ravens' }, HOME);
    expect(signedIn).toMatchObject({ status: 422, body: { code: 'session.code-needed' } });
  });
});

interface Found {
  id: string;
}
type Login = LoginOf<Found>;
type Attempt = AttemptOf<Found>;

const LOOKUP = `select nullif($1::text, 'nobody')::uuid as id where $1 <> 'nobody'`;

describe.each([
  ['looked up before', false],
  ['looked up in the statement that counts', true],
])('fifty at the same moment, whose login it is %s', (_, inOne) => {
  let told = 0;
  const login = (kind: Login['kind'], found: Found | null = { id: randomUUID() }): Login => ({
    ...{ kind, name: `${kind} ${randomUUID()}`, client: HOME },
    find: () => Promise.resolve(found),
    tell: async () => void (told += 1),
    ...(inOne && { lookup: { name: 'test.found', sql: LOOKUP, key: found?.id ?? 'nobody' } }),
  });
  const begin = (of: Login) => identity.app.get(AttemptStore).begin(of);
  const fifty = (of: Login, client: (n: number) => string) =>
    Promise.allSettled(Array.from({ length: 50 }, (_, n) => begin({ ...of, client: client(n) })));
  const begun = (all: PromiseSettledResult<Attempt>[]): Attempt[] =>
    all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const inTx = (work: (tx: Tx) => void) =>
    identity.app.get(Database).transaction((tx) => Promise.resolve(work(tx)));
  const succeeded = (attempt: Attempt) =>
    inTx((tx) => identity.app.get(AttemptStore).succeeded(tx, attempt.found?.id ?? '', attempt));
  beforeEach(() => (told = 0));

  test.each([
    ['of an account', { id: randomUUID() }],
    ['of nobody', null],
  ])(
    'strangers at the login %s: the free ones and no more go without a code, and one message is written',
    async (_, found) => {
      const of = login('person', found);
      const all = begun(await fifty(of, (n) => `10.4.0.${n}`));
      expect(all).toHaveLength(50);
      expect(all.filter(({ codeNeeded }) => !codeNeeded)).toHaveLength(STRANGERS_FREE);
      expect(told).toBe(1);
    },
  );

  test('a client that has signed in before is neither asked nor kept waiting by them', async () => {
    const of = login('person');
    await succeeded(await begin(of));
    await fifty(of, (n) => `10.4.1.${n}`);
    expect(await begin(of)).toMatchObject({ isStranger: false, codeNeeded: false });
    // at another account it is a stranger, and at this login too once it is somebody else's
    expect(await begin(login('person'))).toMatchObject({ isStranger: true });
    const heir = { id: randomUUID() };
    const recycled = {
      ...{ ...of, find: () => Promise.resolve(heir) },
      ...(inOne && { lookup: { name: 'test.found', sql: LOOKUP, key: heir.id } }),
    };
    expect(await begin(recycled)).toMatchObject({ isStranger: true, codeNeeded: true });
  });

  test('the first tells whose login it is, and is counted as every other', async () => {
    const found = { id: randomUUID() };
    const [of, nobodys] = [login('person', found), login('person', null)];
    const first = await begin(of);
    expect(first).toMatchObject({ found, isStranger: true, codeNeeded: false });
    expect(await begin(nobodys)).toMatchObject({ found: null, isStranger: true, codeNeeded: false });
    /** Of the client, and of strangers. */
    const counted = async () => {
      const rows = await identity.app.database.run<{ failures: number }>(
        'test.failures',
        'select failures from sign_in_attempt where key = any($1) order by key = $2',
        [Object.values(first.keys), first.keys.login],
      );
      return rows.map(({ failures }) => failures);
    };
    expect(await counted()).toEqual([1, 1]);
    await succeeded(first);
    expect(await counted()).toEqual([0]);
    expect(await begin(of)).toMatchObject({ isStranger: false });
    expect(await counted()).toEqual([1, 0]);
  });

  test('one client: five go on, the rest are to wait', async () => {
    expect(begun(await fifty(login('person'), () => HOME))).toHaveLength(5);
  });

  test('successes take their count back', async () => {
    const of = login('person');
    const all = begun(await fifty(of, (n) => `10.4.2.${n}`)).slice(0, 40);
    await Promise.all(all.map((attempt) => succeeded(attempt)));
    expect(await begin({ ...of, client: '10.4.3.1' })).toMatchObject({ codeNeeded: false });
  });

  test('strangers at a login of staff wait for each other, who is known does not', async () => {
    const of = login('staff');
    await succeeded(await begin(of));
    const all = await fifty(of, (n) => `10.4.4.${n}`);
    expect(begun(all)).toHaveLength(STRANGERS_FREE);
    expect(all.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'session.locked', retryAfterSeconds: 1 },
    });
    expect(await begin(of)).toMatchObject({ codeNeeded: false });
    identity.clock.pass(1_000);
    expect(begun(await fifty(of, (n) => `10.4.5.${n}`))).toHaveLength(1);
    expect(told).toBe(1);
  });
});

test('staff: many strangers are slowed and found in the audit; the office goes on', async () => {
  const body = { username: 'guessed.at', name: '操作员', role: 'operator', owner: 'licence' };
  const made = (await identity.post('/v1/ops/staff', asAdministrator(), body)).body as Record<
    string,
    unknown
  >;
  const { username, password, totpSecret, staffId } = made as Record<string, string>;
  const totp = () =>
    authenticator.clone({ epoch: epochOf(identity.clock.wall()) }).generate(totpSecret ?? '');
  const enter = (typed: object, client: string) =>
    identity.post(
      '/v1/staff-sessions',
      undefined,
      { username, password, totp: totp(), ...typed },
      {
        'x-client-address': client,
      },
    );
  expect((await enter({}, HOME)).status).toBe(200);
  for (let n = 0; n < STRANGERS_FREE; n += 1)
    expect((await enter({ password: 'wrong wrong wrong' }, `10.5.0.${n}`)).status).toBe(401);
  const kept = await enter({}, '10.5.1.1');
  expect(kept).toMatchObject({ status: 429, body: { code: 'session.locked' } });
  expect(kept.headers.get('retry-after')).toBe('1');
  identity.clock.pass(30_000);
  expect((await enter({}, HOME)).status).toBe(200);
  expect((await enter({ password: 'wrong wrong wrong' }, '10.5.1.2')).status).toBe(401);
  expect((await enter({ password: 'wrong wrong wrong' }, '10.5.1.3')).status).toBe(429);
  const rows = await identity.app.database.run(
    'test.guessed-at',
    `select 1 from audit where action = 'session.guessed-at' and subject = $1`,
    [staffId],
  );
  expect(rows).toHaveLength(1);
});
