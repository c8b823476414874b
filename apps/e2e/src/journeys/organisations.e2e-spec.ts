import { randomInt } from 'node:crypto';

import { ORGANISATION_KINDS } from '@open122/contracts';

import { type Actor, type Citizen, hire } from '../story/cast';
import {
  activateAgent,
  aNewcomer,
  anOrganisation,
  decideOn,
  grantTo,
  type Organisation,
  organisationClerk,
  registerOrganisation,
} from '../story/organisation';
import { until } from '../story/until';
import type { World } from '../story/world';
import { aWorldWithCitizens } from './cast';

jest.setTimeout(180_000);

let world: World;
let clerk: Actor;
let officers: [Actor, Actor];
beforeAll(async () => {
  ({ world } = await aWorldWithCitizens(0));
  clerk = await organisationClerk(world);
  const officer = () => hire(world.gateway, world.administrator, { role: 'grants-officer' });
  officers = [await officer(), await officer()];
});

interface Capability {
  id: string;
  allowed: boolean;
  reasons: { code: string }[];
}
const allowedTo = async (who: { token(): Promise<string> }) => {
  const { items } = await world.gateway.expect<{ items: Capability[] }>(200, {
    ...{ path: '/v1/me/capabilities', token: await who.token() },
  });
  return items.filter(({ allowed }) => allowed).map(({ id }) => id);
};
const registered = async (
  kind: string,
): Promise<{ organisation: Organisation; agent: Actor; agentId: string }> => {
  const organisation = anOrganisation(kind);
  const citizen = aNewcomer(world);
  const agentId = await registerOrganisation(world, clerk, organisation, citizen);
  return { organisation, agentId, agent: await activateAgent(world, organisation, citizen) };
};
const asPaper = ({ person: { documentNumber: number, name, mobile } }: Citizen) => ({
  ...{ document: { type: 'resident-id', number }, name, mobile },
});

test.each(ORGANISATION_KINDS)(
  'a %s is registered at its window, its agent signs in, and may what every organisation may',
  async (kind) => {
    const { organisation, agent } = await registered(kind);
    const mine = await world.gateway.expect<{ name: string; kind: string }>(200, {
      ...{ path: '/v1/organisation', token: await agent.token() },
    });
    expect(mine).toMatchObject({ name: organisation.name, kind });
    expect(await allowedTo(agent)).toEqual([
      ...['own-vehicles', 'consented-licences', 'plate-preselection', 'safety-notices'],
    ]);
    const notAPerson = await world.gateway.call({ path: '/v1/me/licences', token: await agent.token() });
    expect(notAPerson).toMatchObject({ status: 403, body: { code: 'principal.not-allowed' } });
  },
);

test('an organisation is not registered at a window for individuals, nor twice', async () => {
  const organisation = anOrganisation('other');
  const citizen = aNewcomer(world);
  await expect(registerOrganisation(world, world.clerk, organisation, citizen)).rejects.toThrow(
    'principal.other-window',
  );
  await registerOrganisation(world, clerk, organisation, citizen);
  await expect(registerOrganisation(world, clerk, organisation, aNewcomer(world))).rejects.toThrow(
    'organisation.registered',
  );
});

test('an agent whose mandate is taken back at the window is refused at once, though his token is still good', async () => {
  const { agent, agentId } = await registered('school');
  const token = await agent.token();
  await world.gateway.expect(200, { path: '/v1/organisation', token });
  await world.gateway.expect(204, {
    ...{ method: 'DELETE', path: `/v1/windows/agents/${agentId}`, token: await clerk.token() },
  });
  const since = Date.now();
  let answer = await world.gateway.call({ path: '/v1/organisation', token });
  while (answer.status === 200 && Date.now() - since < 10_000)
    answer = await world.gateway.call({ path: '/v1/organisation', token });
  expect(answer).toMatchObject({ status: 401, body: { code: 'session.ended' } });
  expect(Date.now() - since).toBeLessThan(1_000);
});

test('a driving school enters a learner, who registers online and may only book exams; a suspension bites within a second', async () => {
  const { gateway } = world;
  const { agent } = await registered('driving-school');
  const learner = aNewcomer(world);
  const body = { ...asPaper(learner), licenceClass: 'C1' };
  const enter = async () =>
    gateway.call({ method: 'POST', path: '/v1/organisation/learners', token: await agent.token(), body });
  expect(await enter()).toMatchObject({ status: 403, body: { code: 'grant.missing' } });
  const grant = await grantTo(world, agent, officers, 'learners');
  const since = Date.now();
  let entered = await enter();
  while (entered.status === 403 && Date.now() - since < 10_000) entered = await enter();
  expect(entered.status).toBe(201);
  const listed = await gateway.expect<{ items: { name: string }[] }>(200, {
    ...{ path: '/v1/organisation/learners', token: await agent.token() },
  });
  expect(listed.items).toMatchObject([{ name: learner.person.name, licenceClass: 'C1' }]);
  expect((await learner.registerOnline()).status).toBe(201);
  expect(await allowedTo(learner)).toEqual(['exam-booking']);

  await decideOn(world, officers[0], grant, { step: 'suspend' });
  const suspended = Date.now();
  while ((await enter()).status !== 403 && Date.now() - suspended < 10_000);
  expect(Date.now() - suspended).toBeLessThan(1_000);
  expect((await enter()).body).toMatchObject({ code: 'grant.suspended' });
});

test('a dealer records a sale, whose buyer registers online and may only preselect a plate', async () => {
  const { gateway } = world;
  const { agent } = await registered('car-dealer');
  await grantTo(world, agent, officers, 'temporary-plates');
  const buyer = aNewcomer(world);
  const vin = `LSVAA0000${String(randomInt(1e8)).padStart(8, '0')}`;
  const body = { vin, vehicleType: 'K33', buyer: asPaper(buyer) };
  const record = async () =>
    gateway.call({ method: 'POST', path: '/v1/organisation/new-vehicles', token: await agent.token(), body });
  const since = Date.now();
  let recorded = await record();
  while (recorded.status === 403 && Date.now() - since < 10_000) recorded = await record();
  expect(recorded.status).toBe(201);
  expect((await buyer.registerOnline()).status).toBe(201);
  expect(await allowedTo(buyer)).toEqual(['plate-preselection']);
});

test('a grant takes two officers, and is for organisations of its kind', async () => {
  const { agent } = await registered('hospital');
  const apply = async (delegation: string) =>
    world.gateway.call<{ id: string; code: string }>({
      ...{ method: 'POST', path: '/v1/organisation/grants', token: await agent.token() },
      body: { delegation, reason: '体检' },
    });
  expect(await apply('learners')).toMatchObject({ status: 422, body: { code: 'grant.other-kind' } });
  const { id } = (await apply('medical-examinations')).body;
  await decideOn(world, officers[0], id, { step: 'propose', validFrom: '2020-01-01' });
  await expect(decideOn(world, officers[0], id, { step: 'confirm' })).rejects.toThrow('grant.same-officer');
  expect(await decideOn(world, officers[1], id, { step: 'confirm' })).toMatchObject({ state: 'granted' });
  expect(await allowedTo(agent)).toContain('medical-examinations');
});

test('a driver lets an organisation see his licence, and takes it back', async () => {
  const { gateway } = world;
  const { agent } = await registered('transport-enterprise');
  const driver = world.citizens[0]!;
  await driver.registerOnline();
  const { fileNumber } = driver.person;
  await gateway.expect(201, {
    ...{ method: 'POST', path: '/v1/me/licences', token: await driver.token(), body: { fileNumber } },
  });
  const seen = async () => {
    const token = await agent.token();
    return (await gateway.expect<{ items: unknown[] }>(200, { path: '/v1/organisation/licences', token }))
      .items;
  };
  const asked = await gateway.expect<{ consentId: string }>(201, {
    ...{ method: 'POST', path: '/v1/organisation/licence-consents', token: await agent.token() },
    body: { fileNumber },
  });
  expect(await seen()).toEqual([]);
  await until(
    'the driver to be told',
    () => driver.messages(),
    (all) => all.some(({ text }) => text.includes('有单位申请查询您的驾驶证')),
    30,
  );
  const { items } = await gateway.expect<{ items: object[] }>(200, {
    ...{ path: '/v1/me/licence-consents', token: await driver.token() },
  });
  expect(items).toMatchObject([
    { consentId: asked.consentId, state: 'asked', organisation: expect.stringContaining('试验单位') },
  ]);
  const decide = async (decision: string) =>
    gateway.expect(200, {
      ...{ method: 'POST', path: `/v1/me/licence-consents/${asked.consentId}/decisions`, body: { decision } },
      token: await driver.token(),
    });
  await decide('give');
  expect(await seen()).toHaveLength(1);
  await decide('revoke');
  expect(await seen()).toEqual([]);
});
