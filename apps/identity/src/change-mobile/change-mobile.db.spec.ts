import { type Principal, principalPerson } from '@open122/http';

import { aCitizen, aClerk, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.advance(61_000));

const signIn = async (mobile: string) =>
  (await identity.post('/v1/sessions', undefined, { mobile, password: PASSWORD })).status;
async function codeToNew(as: Principal, mobile: string): Promise<string> {
  await identity.post('/v1/me/mobile-codes', as, { mobile });
  return identity.code(mobile);
}
const change = (as: Principal, body: object, stepUp = 'change-mobile') =>
  identity.app.request('PUT', '/v1/me/mobile', { as, body: { password: PASSWORD, ...body }, stepUp });

test('password, old code (the step-up) and new code: one signs in with the new mobile, and the old one is told', async () => {
  const citizen = aCitizen(1);
  const { principal } = await identity.signedIn(citizen);
  const mobile = '13700000001';
  const code = await codeToNew(principal, mobile);
  expect((await change(principal, { mobile, code })).status).toBe(204);
  expect((await identity.newSms(citizen.mobile)).join()).toContain('登录手机号已更换');
  expect([await signIn(citizen.mobile), await signIn(mobile)]).toEqual([401, 200]);
  // the answer was lost, and the same request comes again
  expect((await change(principal, { mobile, code })).status).toBe(204);
});

test.each([
  ['without a step-up', undefined, {}, 'step-up.missing'],
  ['with a step-up for something else', 'apply:D1', {}, 'step-up.other-purpose'],
  ['with a wrong code', 'change-mobile', { code: 'wrong' }, 'sms-code.refused'],
])('%s it is refused, and nothing changes', async (_title, stepUp, more, code) => {
  const citizen = aCitizen(2, { mobile: `1380001000${String(code).length % 10}` });
  const { principal } = await identity.signedIn(
    aCitizen(200 + String(code).length, { mobile: citizen.mobile }),
  );
  const mobile = '13700000002';
  const right = await codeToNew(principal, mobile);
  const wrong = right === '000000' ? '000001' : '000000';
  const body = { mobile, password: PASSWORD, code: 'code' in more ? wrong : right };
  const answer = await identity.app.request('PUT', '/v1/me/mobile', {
    ...{ as: principal, body },
    ...(stepUp !== undefined && { stepUp }),
  });
  expect(answer.body.code).toBe(code);
  expect([await signIn(citizen.mobile), await signIn(mobile)]).toEqual([200, 401]);
});

test('a wrong password changes nothing, uses no code up, and counts among the failed sign-ins', async () => {
  const citizen = aCitizen(9);
  const { principal } = await identity.signedIn(citizen);
  const mobile = '13700000009';
  const code = await codeToNew(principal, mobile);
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1)
    statuses.push((await change(principal, { mobile, code, password: 'wrong wrong wrong' })).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  expect(await change(principal, { mobile, code })).toMatchObject({
    ...{ status: 429, body: { code: 'session.locked' } },
  });
  expect([await signIn(citizen.mobile), await signIn(mobile)]).toEqual([429, 401]);
  identity.clock.pass(2_000);
  const wrong = await change(principal, { mobile, code, password: 'wrong wrong wrong' });
  expect([wrong.status, wrong.body.code]).toEqual([422, 'password.wrong']);
  identity.clock.pass(5_000);
  expect((await change(principal, { mobile, code })).status).toBe(204);
  expect([await signIn(citizen.mobile), await signIn(mobile)]).toEqual([401, 200]);
});

test('without the password it is refused by the field', async () => {
  const { principal } = await identity.signedIn(aCitizen(10));
  const mobile = '13700000010';
  const code = await codeToNew(principal, mobile);
  expect(await change(principal, { mobile, code, password: undefined })).toMatchObject({
    ...{ status: 422, body: { code: 'request.invalid', errors: [{ pointer: '#/password' }] } },
  });
});

test('a mobile that is somebody else’s login stays his; a window is named', async () => {
  const [one, two] = [aCitizen(3), aCitizen(4)];
  const { principal } = await identity.signedIn(one);
  await identity.signedIn(two);
  const code = await codeToNew(principal, two.mobile);
  const refused = await change(principal, { mobile: two.mobile, code });
  expect(refused).toMatchObject({ status: 409, body: { code: 'account.mobile-in-use' } });
  expect([await signIn(one.mobile), await signIn(two.mobile)]).toEqual([200, 200]);
});

test('fifty changes to one mobile at once: it is one account’s', async () => {
  const mobile = '13700000050';
  const persons: Principal[] = [];
  for (let n = 0; n < 5; n += 1) persons.push((await identity.signedIn(aCitizen(50 + n))).principal);
  const [first] = persons;
  const code = await codeToNew(first!, mobile);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => change(persons[n % persons.length]!, { mobile, code })),
  );
  expect(answers.filter(({ status }) => ![204, 409, 422, 429].includes(status))).toEqual([]);
  const owners = await identity.app.database.run(
    'test.owners',
    'select id from account where phone_ref = $1',
    [identity.vault.phoneRef(mobile)],
  );
  expect(owners).toHaveLength(1);
}, 60_000);

describe('at a window, without the old mobile', () => {
  const atWindow = (document: object, mobile: string, code: string, clerk = aClerk()) =>
    identity.post('/v1/windows/mobile-changes', clerk, { document, mobile, code, personPresent: true });
  async function deskCode(mobile: string): Promise<string> {
    await identity.post('/v1/windows/mobile-codes', aClerk(), { mobile });
    return identity.code(mobile);
  }

  test('sessions end, the password stays, and a recycled number goes over', async () => {
    const [citizen, former] = [aCitizen(5), aCitizen(6)];
    const { session } = await identity.signedIn(citizen);
    await identity.signedIn(former);
    const answer = await atWindow(citizen.document, former.mobile, await deskCode(former.mobile));
    expect(answer.status).toBe(200);
    const { refreshToken } = session;
    expect((await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status).toBe(401);
    expect([await signIn(citizen.mobile), await signIn(former.mobile)]).toEqual([401, 200]);
  });

  test('not for oneself, not at an organisation’s window, not for who has no account', async () => {
    const citizen = aCitizen(7);
    const { principal } = await identity.signedIn(citizen);
    const code = await deskCode('13700000007');
    const { person } = principalPerson(principal);
    const tried = async (clerk: ReturnType<typeof aClerk>, document = citizen.document) =>
      (await atWindow(document, '13700000007', code, clerk)).body.code;
    expect(await tried(aClerk({ person }))).toBe('registration.of-oneself');
    expect(await tried(aClerk({ window: 'organisations' }))).toBe('principal.other-window');
    expect(await tried(aClerk(), aCitizen(8).document)).toBe('account.not-found');
    expect(await signIn(citizen.mobile)).toBe(200);
  });
});
