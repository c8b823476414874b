import { outboxOf } from '@open122/testkit';

import { aCitizen, aClerk, IdentityApp, type Tokens } from '../testing/identity-app';
import { agentOf, anOrganisationClerk, anOrgCode, Organisations } from '../testing/organisations';

let identity: IdentityApp;
let organisations: Organisations;
beforeAll(async () => {
  identity = await IdentityApp.start();
  organisations = new Organisations(identity);
});
afterAll(() => identity.close());

const organisation = (serial: number) => ({ type: 'org-code', number: anOrgCode(serial) });
const enter = async (serial: number, person = aCitizen(serial), mandate: object = {}) =>
  identity.post('/v1/windows/agents', anOrganisationClerk(), {
    ...{ organisation: organisation(serial), personPresent: true },
    agent: await organisations.agent(person, anOrganisationClerk(), mandate),
  });
const end = (agent: string, as = anOrganisationClerk()) =>
  identity.app.request('DELETE', `/v1/windows/agents/${agent}`, { as });
const refresh = async ({ refreshToken }: Tokens) =>
  (await identity.post('/v1/sessions/refresh', undefined, { refreshToken })).status;

test('several agents act for one organisation, each with a sign-in of his own', async () => {
  const first = await organisations.signedIn(1);
  expect((await enter(1, aCitizen(11))).status).toBe(201);
  const second = agentOf((await organisations.activate(1, aCitizen(11))).body as unknown as Tokens);
  expect(second.account).toBe(first.principal.account);
  expect(second.agent).not.toBe(first.principal.agent);
  const { body } = await identity.get('/v1/organisation', second);
  expect(body.agents).toHaveLength(2);
});

test('an agent that is ended at the window has no session any more, and the gateway hears of it', async () => {
  const { session, principal, person } = await organisations.signedIn(2);
  expect(await refresh(session)).toBe(200);
  expect((await end(principal.agent)).status).toBe(204);
  expect((await organisations.signIn(2, person)).status).toBe(401);
  const heard = await outboxOf(identity.app.database);
  expect(heard.filter(({ key }) => key === principal.agent)).toMatchObject([
    { type: 'SessionsEnded', data: { sessions: [principal.session] } },
  ]);
  expect(await end(principal.agent)).toMatchObject({ status: 404, body: { code: 'agent.not-found' } });
  expect((await end('nonsense')).status).toBe(404);
});

test('a new letter of the same person replaces the old one; the old sessions end', async () => {
  const { session, principal, person } = await organisations.signedIn(3);
  identity.clock.pass(61_000);
  const renewed = await enter(3, person, { letter: '授字2号', mandateUntil: '2027-12-31' });
  expect(renewed.status).toBe(201);
  expect(renewed.body.agent).not.toBe(principal.agent);
  expect(await refresh(session)).toBe(401);
  identity.clock.pass(61_000);
  const again = agentOf((await organisations.activate(3, person)).body as unknown as Tokens);
  expect(again.mandateUntil).toBe('2027-12-31');
});

test('another agent’s mobile is refused, an unknown organisation not found, another window not asked', async () => {
  await organisations.signedIn(4);
  identity.clock.pass(61_000);
  const sameMobile = await enter(4, { ...aCitizen(41), mobile: aCitizen(4).mobile });
  expect(sameMobile).toMatchObject({ status: 409, body: { code: 'agent.registered' } });
  expect(await enter(99)).toMatchObject({ status: 404, body: { code: 'organisation.not-found' } });
  const { principal } = await organisations.signedIn(5);
  expect(await end(principal.agent, aClerk())).toMatchObject({
    status: 403,
    body: { code: 'principal.other-window' },
  });
});

test('the clerk looks an organisation up by its code; that is audited', async () => {
  const { account } = await organisations.signedIn(6);
  const search = (as = anOrganisationClerk()) =>
    identity.post('/v1/windows/organisations/searches', as, { organisation: organisation(6) });
  expect((await search()).body).toMatchObject({ account, agents: [{ acts: true }] });
  expect((await search(aClerk())).status).toBe(403);
  const read = await identity.app.database.run(
    'spec.read',
    `select purpose from audit where action = 'organisation.read'`,
  );
  expect(read).toHaveLength(1);
});
