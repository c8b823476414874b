import { aClerk, aCitizen, claimsOf, IdentityApp, PASSWORD, type Tokens } from '../testing/identity-app';
import { aMandate, agentOf, anOrganisationClerk, anOrgCode, Organisations } from '../testing/organisations';

let identity: IdentityApp;
let organisations: Organisations;
beforeAll(async () => {
  identity = await IdentityApp.start();
  organisations = new Organisations(identity);
});
afterAll(() => identity.close());

const audited = (subject: string) =>
  identity.app.database.run<{ action: string; detail: Record<string, unknown> }>(
    'spec.audit',
    'select action, detail from audit where subject = $1 order by id',
    [subject],
  );

test('an organisation is registered at its window with its first agent, who signs in for it', async () => {
  const registered = await organisations.register(1);
  expect(registered.status).toBe(201);
  const account = registered.body.account as string;
  const { status, body } = await organisations.activate(1, aCitizen(1));
  expect(status).toBe(200);
  expect(claimsOf((body as unknown as Tokens).accessToken)).toMatchObject({
    ...{ kind: 'agent', account, organisationKind: 'driving-school', mandateUntil: '2026-12-31' },
    sub: registered.body.agent,
  });
  const principal = agentOf(body as unknown as Tokens);
  const mine = await identity.get('/v1/organisation', principal);
  expect(mine.body).toMatchObject({
    ...{ account, name: '试验单位1', kind: 'driving-school', codeType: 'org-code', code: anOrgCode(1) },
    agents: [{ name: '试验员1', mobile: '138****0001', acts: true }],
  });
  expect((await audited(account)).map(({ action }) => action)).toEqual(['organisation.register']);
  expect((await organisations.signIn(1, aCitizen(1))).status).toBe(200);
});

test('a unified social credit code and the organisation code within it are one organisation', async () => {
  const number = '91310115591693856A';
  const first = await organisations.register(2, { more: { organisation: { type: 'credit-code', number } } });
  expect(first.status).toBe(201);
  const within = { type: 'org-code', number: number.slice(8, 17) };
  const second = await organisations.register(3, { more: { organisation: within } });
  expect(second).toMatchObject({ status: 409, body: { code: 'organisation.registered' } });
});

test('a wrong check digit is refused, unless the clerk says why it is admitted; that is audited', async () => {
  const organisation = { type: 'credit-code', number: '91350100M0001TGQXM' };
  const refused = await organisations.register(4, { more: { organisation } });
  expect(refused).toMatchObject({ status: 422, body: { code: 'organisation.code-invalid' } });
  identity.clock.pass(61_000);
  const admitted = await organisations.register(4, { more: { organisation, codeOverride: '早期证照' } });
  expect(admitted.status).toBe(201);
  const [entry] = await audited(admitted.body.account as string);
  expect(entry?.detail).toMatchObject({ codeOverride: '早期证照' });
  const shapeless = { organisation: { type: 'credit-code', number: '9135' }, codeOverride: '早期证照' };
  expect(await organisations.register(5, { more: shapeless })).toMatchObject({
    body: { code: 'organisation.code-invalid' },
  });
});

test('only the window for organisations does it, and a clerk does not enter himself', async () => {
  const agent = { ...aCitizen(6), code: '000000', ...aMandate() };
  const body = {
    ...{ organisation: { type: 'org-code', number: anOrgCode(6) }, name: '单位', kind: 'other' },
    ...{ agent: { ...agent }, personPresent: true },
  };
  const refused = await identity.post('/v1/windows/organisations', aClerk(), body);
  expect(refused).toMatchObject({ status: 403, body: { code: 'principal.other-window' } });
  const { document } = aCitizen(6);
  const himself = anOrganisationClerk({ person: identity.vault.personRef(document.type, document.number) });
  const own = await identity.post('/v1/windows/organisations', himself, body);
  expect(own).toMatchObject({ status: 403, body: { code: 'registration.of-oneself' } });
});

test.each<[string, object, string]>([
  ['ends before it begins', { mandateUntil: '2025-12-31' }, 'mandate.period'],
  ['is over', { mandateFrom: '2025-01-01', mandateUntil: '2026-01-04' }, 'mandate.over'],
  ['has a day that does not exist', { mandateUntil: '2026-02-30' }, 'request.invalid'],
])('a mandate that %s is refused', async (_, mandate, code) => {
  identity.clock.pass(61_000);
  expect(await organisations.register(7, { mandate })).toMatchObject({ status: 422, body: { code } });
});

test('fifty registrations of one organisation at once make one', async () => {
  const agents = await Promise.all(
    Array.from({ length: 50 }, (_, at) => organisations.agent(aCitizen(100 + at))),
  );
  const organisation = { type: 'org-code', number: anOrgCode(8) };
  const answers = await Promise.all(
    agents.map((agent) =>
      identity.post('/v1/windows/organisations', anOrganisationClerk(), {
        ...{ organisation, name: '同一单位', kind: 'other', agent, personPresent: true },
      }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'organisation.registered')).toHaveLength(49);
});

test('who signs in wrongly does not learn what was wrong', async () => {
  await organisations.register(9);
  await organisations.activate(9, aCitizen(9));
  const answers = [
    await organisations.signIn(9, aCitizen(9), { password: 'some other password' }),
    await organisations.signIn(9, aCitizen(1)),
    await organisations.signIn(77, aCitizen(9)),
    await organisations.signIn(9, aCitizen(9), { organisation: { type: 'org-code', number: 'nonsense' } }),
  ];
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
    Array(4).fill([401, 'session.refused']),
  );
});

test('after the last day of his mandate an agent may do nothing, whatever his access token says', async () => {
  const person = aCitizen(10);
  await organisations.register(10, { mandate: { mandateUntil: '2026-01-05' } });
  const session = (await organisations.activate(10, person)).body as unknown as Tokens;
  const principal = agentOf(session);
  expect((await identity.get('/v1/organisation', principal)).status).toBe(200);
  identity.clock.advance(24 * 3_600_000);
  const refused = { status: 403, body: { code: 'principal.mandate-over' } };
  expect(await identity.get('/v1/organisation', principal)).toMatchObject(refused);
  expect(await identity.get('/v1/me/capabilities', principal)).toMatchObject(refused);
  expect(await organisations.signIn(10, person, { password: PASSWORD })).toMatchObject(refused);
});
