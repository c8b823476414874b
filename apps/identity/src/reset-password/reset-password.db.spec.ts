import { aCitizen, type Citizen, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.advance(61_000));

const NEW = 'seven loud ravens';
async function codeFor(mobile: string): Promise<string> {
  await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'password-reset' });
  return identity.code(mobile);
}
const reset = ({ document, mobile }: Citizen, code: string, password = NEW) =>
  identity.post('/v1/account/password-resets', undefined, { document, mobile, code, password });
const signIn = (mobile: string, password: string) =>
  identity.post('/v1/sessions', undefined, { mobile, password });

test('code and document give a new password; sessions of before end, and the person is told', async () => {
  const citizen = aCitizen(1);
  const { session } = await identity.signedIn(citizen);
  const answer = await reset(citizen, await codeFor(citizen.mobile));
  expect(answer.status).toBe(200);
  expect((await identity.newSms(citizen.mobile)).join()).toContain('密码已重置');
  const { refreshToken } = session;
  expect(await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).toMatchObject({
    ...{ status: 401, body: { code: 'session.over' } },
  });
  expect((await signIn(citizen.mobile, PASSWORD)).status).toBe(401);
  expect((await signIn(citizen.mobile, NEW)).status).toBe(200);
});

test('a recycled number alone opens nothing: another document is refused like a wrong code, and the code is used up', async () => {
  const citizen = aCitizen(2);
  await identity.signedIn(citizen);
  const code = await codeFor(citizen.mobile);
  const stranger = { ...citizen, document: aCitizen(3).document };
  expect(await reset(stranger, code)).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
  expect(await reset(citizen, code)).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
  expect((await signIn(citizen.mobile, PASSWORD)).status).toBe(200);
});

test('who has no password yet, or no account, is sent no code', async () => {
  const registered = aCitizen(4);
  await identity.register(registered);
  for (const mobile of [registered.mobile, '13900000004']) {
    const asked = await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'password-reset' });
    expect(asked.status).toBe(202);
  }
  await identity.smsIdle();
  expect((await identity.newSms('13900000004', 0)).length).toBe(0);
  expect((await identity.newSms(registered.mobile, 0)).join()).not.toContain('重置密码');
});

test('a common password is refused before a code is tried', async () => {
  const citizen = aCitizen(5);
  await identity.signedIn(citizen);
  const code = await codeFor(citizen.mobile);
  expect(await reset(citizen, code, '12345678')).toMatchObject({
    ...{ status: 422, body: { code: 'password.common' } },
  });
  expect((await reset(citizen, code)).status).toBe(200);
});
