import { ApplicationSubmitted, ApplicationUndone, instant, type SerialNumber } from '@open122/contracts';
import type { PersonPrincipal } from '@open122/http';
import { clearOutbox, hear, messageOf, outboxOf } from '@open122/testkit';

import { aCitizen, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const close = (as: PersonPrincipal, stepUp: string | undefined = 'close-account') =>
  identity.app.request('POST', '/v1/me/closure', { as, body: {}, ...(stepUp !== undefined && { stepUp }) });
const signedIn = async (serial: number) => {
  const { principal, session } = await identity.signedIn(aCitizen(serial));
  return { principal: principal as PersonPrincipal, session };
};
const refresh = async ({ refreshToken }: Tokens) =>
  (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status;

test('a closed account signs nobody in; its person is told, and may register again', async () => {
  const citizen = aCitizen(1);
  const { principal, session } = await signedIn(1);
  const address = { area: '130104', detail: '路1号', recipient: citizen.name, mobile: citizen.mobile };
  await identity.post('/v1/me/addresses', principal, address);
  await clearOutbox(identity.app.database);
  await identity.newSms(citizen.mobile, 0);
  expect((await close(principal)).status).toBe(204);
  expect(await refresh(session)).toBe(401);
  const again = await identity.post('/v1/sessions', undefined, {
    mobile: citizen.mobile,
    password: PASSWORD,
  });
  expect(again.body.code).toBe('session.refused');
  expect((await identity.newSms(citizen.mobile)).join()).toContain('已注销');
  expect((await identity.get('/v1/me/addresses', principal)).body.items).toEqual([]);
  expect((await identity.get('/v1/me', principal)).body.code).toBe('account.not-found');
  const said = (await outboxOf(identity.app.database)).map(({ type, data }) => [type, data.closed]);
  expect(said).toEqual(
    expect.arrayContaining([
      ['AccountChanged', true],
      ['SessionsEnded', undefined],
    ]),
  );
  identity.clock.pass(61_000);
  expect(await identity.register(citizen)).toMatchObject({ status: 201, body: { upgraded: false } });
});

test('what is open stands in the way, and is listed', async () => {
  const { principal } = await signedIn(2);
  const serial = 'HEL202601050000009' as SerialNumber;
  const { person } = principal;
  const about = { serial, business: 'D1', person, object: 'o', at: instant('2026-01-05T01:00:00Z') };
  const delivery = { method: 'pickup' as const, office: 'o' };
  const data = { ...about, delivery, decisionDueOn: '2026-01-06' as never };
  await hear(identity.app, 'licence.application', [messageOf({ event: ApplicationSubmitted, data })]);
  const refused = await close(principal);
  expect(refused).toMatchObject({ status: 409, body: { code: 'account.open-businesses' } });
  expect(refused.body.reasons).toMatchObject([
    { code: 'application.open', text: expect.stringContaining(serial) },
  ]);
  await hear(identity.app, 'licence.application', [
    messageOf({ event: ApplicationUndone, data: about, version: 2 }),
  ]);
  expect((await close(principal)).status).toBe(204);
});

test('it needs a confirmation by SMS, and is done once', async () => {
  const { principal } = await signedIn(3);
  const without = await identity.app.request('POST', '/v1/me/closure', { as: principal, body: {} });
  expect(without.body.code).toBe('step-up.missing');
  expect((await close(principal, 'export-data')).body.code).toBe('step-up.other-purpose');
  const answers = await Promise.all([close(principal), close(principal)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
});
