import { Retention } from './retention';
import { aCitizen, IdentityApp, PASSWORD, type Tokens } from './testing/identity-app';

const DAY = 24 * 3_600_000;
let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

const sweep = () => identity.app.get(Retention).sweep();
async function kept() {
  const tables = [
    'sms_code',
    'step_up',
    'session',
    'refresh_token',
    'sign_in_attempt',
    'known_client',
    'account',
  ];
  const rows = await Promise.all(
    tables.map((name) => identity.app.database.run(`test.all-${name}`, `select 1 from ${name}`)),
  );
  return Object.fromEntries(tables.map((name, i) => [name, rows[i]!.length]));
}

it('what is over is forgotten after its time, what lives is kept', async () => {
  const { principal, session } = await identity.signedIn(aCitizen(1));
  await identity.post('/v1/step-ups', principal, { purpose: 'apply:D1', bodyDigest: 'x'.repeat(43) });
  for (const mobile of [aCitizen(1).mobile, '13999999999'])
    await identity.post('/v1/sessions', undefined, { mobile, password: PASSWORD });
  await sweep();
  const all = {
    ...{ sms_code: 3, step_up: 1, session: 2, refresh_token: 2, account: 1, known_client: 1 },
    // of each login, and of the one client that failed
    sign_in_attempt: 3,
  };
  expect(await kept()).toEqual(all);

  identity.clock.advance(2 * DAY + 1);
  await sweep();
  expect(await kept()).toEqual({ ...all, sms_code: 0, step_up: 0 });

  identity.clock.pass(DAY + 1);
  const { body } = await identity.post('/v1/sessions/refresh', undefined, {
    refreshToken: session.refreshToken,
  });
  expect((body as unknown as Tokens).refreshToken).toBeDefined();
  await sweep();
  expect(await kept()).toMatchObject({ sign_in_attempt: 0, session: 2, refresh_token: 3 });

  identity.clock.pass(60 * DAY);
  await sweep();
  expect(await kept()).toMatchObject({ session: 0, refresh_token: 0, known_client: 1, account: 1 });

  identity.clock.pass(30 * DAY);
  await sweep();
  expect(await kept()).toMatchObject({ known_client: 0, account: 1 });
});
