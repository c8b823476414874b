import { asService, TEST_PRINCIPAL_KEY } from '@open122/testkit';

import { aCitizen, type Citizen, claimsOf, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start({ IDENTITY_LICENCE_KEY: TEST_PRINCIPAL_KEY });
});
afterAll(() => identity.close());

/** What an import of the registry has told of a person. */
async function onRecord(citizen: Citizen, more: object = {}): Promise<void> {
  const { document, name, mobile } = citizen;
  const source = `licence:${document.number}`;
  const entries = [{ source, document, name, mobile, ...more }];
  const answer = await identity.post('/internal/directory/persons', asService('licence', 'intern'), {
    entries,
  });
  expect(answer.status).toBe(200);
}
async function codeFor(mobile: string): Promise<string> {
  await identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'registration' });
  return identity.code(mobile);
}
const post = (citizen: Citizen, code: string, more: object = {}) => {
  const { document, name, mobile } = citizen;
  const body = { document, name, mobile, code, password: PASSWORD, ...more };
  return identity.post('/v1/account/registrations', undefined, body);
};
const register = async (citizen: Citizen, more: object = {}) =>
  post(citizen, await codeFor(citizen.mobile), more);
const accountsOf = (citizen: Citizen) =>
  identity.app.database.run<{ level: string }>(
    'test.accounts',
    'select level from account where person = $1',
    [identity.vault.personRef('resident-id', citizen.document.number)],
  );

test('who is on file with this mobile registers, and is signed in at level online', async () => {
  const citizen = aCitizen(1);
  await onRecord(citizen);
  const { status, body } = await register(citizen);
  expect(status).toBe(201);
  expect(claimsOf(String(body.accessToken))).toMatchObject({
    level: 'online',
    person: identity.vault.personRef('resident-id', citizen.document.number),
  });
  const signIn = await identity.post('/v1/sessions', undefined, {
    mobile: citizen.mobile,
    password: PASSWORD,
  });
  expect(signIn.status).toBe(200);
  expect(await accountsOf(citizen)).toEqual([{ level: 'online' }]);
});

test.each([
  ['a document that nobody knows', 2, null, {}],
  ['another mobile on file', 3, { mobile: '13900000003' }, {}],
  ['no mobile on file', 4, { mobile: null }, {}],
  ['another name', 5, { name: '别人' }, {}],
])('%s gets one and the same refusal, which lists the windows', async (_title, serial, record, more) => {
  const citizen = aCitizen(serial);
  if (record !== null) await onRecord(citizen, record);
  const { status, body } = await register(citizen, more);
  const { instance: _, traceId: __, ...problem } = body;
  expect({ status, problem }).toMatchObject({ status: 422, problem: { code: 'registration.not-on-file' } });
  const [reason] = body.reasons as unknown as { cures: string[] }[];
  expect(reason?.cures).toHaveLength(26);
  expect(reason?.cures[0]).toBe('长安区个人窗口');
  expect(JSON.stringify(problem)).not.toMatch(/139/);
  expect(await accountsOf(citizen)).toEqual([]);
});

test('a record that has left the register is on file no more, one that comes back is again', async () => {
  const citizen = aCitizen(800);
  await onRecord(citizen);
  await onRecord(citizen, { deleted: true });
  expect((await register(citizen)).body.code).toBe('registration.not-on-file');
  await onRecord(citizen);
  identity.clock.pass(61_000);
  expect((await register(citizen)).status).toBe(201);
});

test('the code comes first: without it nothing is told, and no try is counted', async () => {
  const citizen = aCitizen(6);
  await onRecord(citizen);
  const code = await codeFor(citizen.mobile);
  const wrong = code === '000000' ? '000001' : '000000';
  expect(await post(citizen, wrong)).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
  expect((await post(citizen, code)).status).toBe(201);
});

test('a code serves one try', async () => {
  const citizen = aCitizen(7);
  await onRecord(citizen);
  const code = await codeFor(citizen.mobile);
  expect(await post(citizen, code, { name: '别人' })).toMatchObject({
    body: { code: 'registration.not-on-file' },
  });
  expect(await post(citizen, code)).toMatchObject({ status: 422, body: { code: 'sms-code.refused' } });
});

test('five tries a day and document, known or not; the next day there are five more', async () => {
  for (const serial of [8, 9]) {
    if (serial === 8) await onRecord(aCitizen(serial));
    const tried = (mobile: string) => register(aCitizen(serial, { mobile }));
    for (let n = 0; n < 5; n += 1) {
      expect(await tried(`1360000${serial}00${n}`)).toMatchObject({
        body: { code: 'registration.not-on-file' },
      });
    }
    const sixth = await tried(`1360000${serial}005`);
    expect(sixth).toMatchObject({ status: 429, body: { code: 'registration.too-many-tries' } });
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  identity.clock.advance(24 * 60 * 60_000);
  expect((await register(aCitizen(8))).status).toBe(201);
}, 60_000);

test('the same request again, as after a lost answer, is a session and no second account', async () => {
  const citizen = aCitizen(10);
  await onRecord(citizen);
  const code = await codeFor(citizen.mobile);
  expect((await post(citizen, code)).status).toBe(201);
  expect((await post(citizen, code)).status).toBe(201);
  expect(await post(citizen, code, { password: 'another long password' })).toMatchObject({ status: 422 });
  expect(await accountsOf(citizen)).toHaveLength(1);
});

test('who has an account does not get another one', async () => {
  const citizen = aCitizen(11);
  await onRecord(citizen);
  await identity.register(citizen);
  identity.clock.advance(60_000);
  expect(await register(citizen)).toMatchObject({ status: 409, body: { code: 'account.registered' } });
});

test('a mobile that is another person’s login stays his: a window is named', async () => {
  const mobile = '13800000012';
  const [first, second] = [aCitizen(12, { mobile }), aCitizen(13, { mobile })];
  await onRecord(first);
  await onRecord(second);
  expect((await register(first)).status).toBe(201);
  identity.clock.advance(60_000);
  const refused = await register(second);
  expect(refused).toMatchObject({ status: 409, body: { code: 'account.mobile-in-use' } });
  expect((refused.body.reasons as unknown as { cures: string[] }[])[0]?.cures).toHaveLength(26);
});

test('fifty attempts at once make one account', async () => {
  const citizen = aCitizen(14);
  await onRecord(citizen);
  const code = await codeFor(citizen.mobile);
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(citizen, code)));
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => ![201, 422, 503].includes(status))).toEqual([]);
  expect(await accountsOf(citizen)).toHaveLength(1);
}, 60_000);

test('a window makes it an account of level window: the same account, new credentials', async () => {
  const citizen = aCitizen(15);
  await onRecord(citizen);
  const { body: session } = await register(citizen);
  const account = claimsOf(String(session.accessToken)).sub;
  const upgraded = await identity.register(citizen);
  expect(upgraded).toMatchObject({ status: 201, body: { account, level: 'window', upgraded: true } });
  const refresh = await identity.post('/v1/sessions/refresh', undefined, {
    refreshToken: session.refreshToken,
  });
  expect(refresh).toMatchObject({ status: 401, body: { code: 'session.over' } });
});

test('bad fields are all named', async () => {
  const answer = await identity.post('/v1/account/registrations', undefined, { mobile: '1', code: 'x' });
  expect(answer.status).toBe(422);
  const pointers = (answer.body.errors as unknown as { pointer: string }[]).map(({ pointer }) => pointer);
  expect(new Set(pointers)).toEqual(new Set(['#/document', '#/name', '#/mobile', '#/code', '#/password']));
});

/** Half of the requests a refusal for a known document, half for an unknown one, in turns. */
test('how long a refusal takes tells nothing about whether the document is known', async () => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let n = 0; n < 30; n += 1)
    for (const population of ['known', 'unknown'] as const) {
      const serial = 100 + n * 2 + Number(population === 'known');
      const citizen = aCitizen(serial);
      if (population === 'known') await onRecord(citizen, { mobile: '13900000009' });
      const code = await codeFor(citizen.mobile);
      const began = performance.now();
      const { body } = await post(citizen, code);
      times[population].push(performance.now() - began);
      expect(body.code).toBe('registration.not-on-file');
    }
  // the two populations cannot be told apart: neither is faster in much more than half of the pairs
  const known = times.known.filter((time, at) => time > (times.unknown[at] ?? 0)).length;
  expect(known).toBeGreaterThan(4);
  expect(known).toBeLessThan(26);
}, 60_000);
