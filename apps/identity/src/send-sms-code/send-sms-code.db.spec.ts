import { addMinutes } from '@open122/contracts';
import { Database } from '@open122/service';

import { type CodeFor, SmsCodeStore } from '../sms-code.store';
import { aCitizen, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
let codes: SmsCodeStore;
beforeAll(async () => {
  identity = await IdentityApp.start();
  codes = identity.app.get(SmsCodeStore);
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.advance(61_000));

const FIFTY = Array.from({ length: 50 }, (_, n) => n);
const [RIGHT, WRONG] = ['123456', '654321'];
const ask = (mobile: string, purpose = 'registration') =>
  identity.post('/v1/sms-codes', undefined, { mobile, purpose });
const attempt = (of: CodeFor, code = RIGHT) => codes.attempt(of, code, identity.clock.now());
/** A code that was sent to a mobile, for this and for nothing else. */
async function sent(mobile: string, more: Partial<CodeFor> = {}): Promise<CodeFor> {
  const of = { phoneRef: identity.vault.phoneRef(mobile), purpose: 'sign-in', ...more } as const;
  const [now, day] = [identity.clock.now(), '2026-01-05' as never];
  const asked = { sentAt: now, countedOn: day, sentThatDay: 1 };
  await identity.app.get(Database).transaction((tx) => codes.keep(tx, of, RIGHT, asked, addMinutes(now, 5)));
  return of;
}

describe('fifty at the same moment', () => {
  test('ask for a code: one is sent', async () => {
    const answers = await Promise.all(FIFTY.map(() => ask('13700000001')));
    const count = (code: number) => answers.filter(({ status }) => status === code).length;
    expect([count(202), count(429)]).toEqual([1, 49]);
    await identity.smsIdle();
    expect(await identity.newSms('13700000001')).toHaveLength(1);
  });

  test('ask for the last code of the day: ten in all', async () => {
    for (const _ of FIFTY.slice(0, 9)) {
      expect((await ask('13700000002')).status).toBe(202);
      identity.clock.advance(60_000);
    }
    const answers = await Promise.all(FIFTY.map(() => ask('13700000002')));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    identity.clock.advance(60_000);
    expect(await ask('13700000002')).toMatchObject({ status: 429, body: { code: 'sms-code.too-many' } });
  });

  test('enter a wrong one: five tries are counted, and the right one is over', async () => {
    const of = await sent('13700000003');
    expect(await Promise.all(FIFTY.map(() => attempt(of, WRONG)))).toEqual(FIFTY.map(() => null));
    expect(await attempt(of)).toBeNull();
    const [row] = await identity.app.database.run(
      'test.tries',
      'select tries from sms_code where phone_ref = $1',
      [of.phoneRef],
    );
    expect(row).toEqual({ tries: 5 });
  });

  test('use the right one: it serves one of them', async () => {
    const of = await sent('13700000004');
    const used = await Promise.all(
      FIFTY.map(async () => {
        const right = await attempt(of);
        const now = identity.clock.now();
        return right !== null && identity.app.get(Database).transaction((tx) => codes.use(tx, right, now));
      }),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
  });

  test('sign in with one code: one is let in', async () => {
    const citizen = aCitizen(1);
    await identity.signedIn(citizen);
    await ask(citizen.mobile, 'sign-in');
    const body = { mobile: citizen.mobile, password: PASSWORD, code: await identity.code(citizen.mobile) };
    const answers = await Promise.all(
      FIFTY.slice(0, 20).map((n) =>
        identity.post('/v1/sessions', undefined, body, { 'x-client-address': `10.0.0.${n}` }),
      ),
    );
    const count = (code: number) => answers.filter(({ status }) => status === code).length;
    expect([count(200), count(401)]).toEqual([1, 19]);
  });
});

test.each<[string, Partial<CodeFor>]>([
  ['another purpose', { purpose: 'password-reset' }],
  ['another step-up', { purpose: 'step-up:apply:other' }],
  ['another request of the same step-up', { about: 'another' }],
  ['another mobile', { phoneRef: 'another' as never }],
])('a code is good for what it was sent for, not for %s', async (_, other) => {
  const of = await sent('13700000005', { purpose: 'step-up:apply:this', about: 'this' });
  expect(await attempt({ ...of, ...other })).toBeNull();
  expect(await attempt(of)).toMatchObject({ used: false });
});

test('a code is over after five minutes, not before', async () => {
  const of = await sent('13700000006');
  identity.clock.advance(5 * 60_000 - 1);
  expect(await attempt(of)).not.toBeNull();
  identity.clock.advance(1);
  expect(await attempt(of)).toBeNull();
});

test('the newest code is the one', async () => {
  const mobile = '13700000007';
  await ask(mobile);
  const first = await identity.code(mobile);
  identity.clock.advance(60_000);
  await ask(mobile);
  const second = await identity.code(mobile);
  const of = { phoneRef: identity.vault.phoneRef(mobile), purpose: 'registration' } as const;
  if (first !== second) expect(await attempt(of, first)).toBeNull();
  expect(await attempt(of, second)).not.toBeNull();
});
