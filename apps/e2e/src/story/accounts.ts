import { organisationKindWords } from '@open122/contracts';

import { type Actor, type Citizen, hire } from './cast';
import { register, registerAtWindow } from './errand';
import { digestOf } from './gateway-client';
import {
  activateAgent,
  aNewcomer,
  anOrganisation,
  decideOn,
  grantTo,
  organisationClerk,
  registerOrganisation,
} from './organisation';
import { until } from './until';
import { openWorld, type Telling, type World } from './world';

interface Capability {
  name: string;
  allowed: boolean;
  reasons: { text: string }[];
}

/** Who may register, and what he may do then, as the people see it (rules §1). Throws at the first step that differs. */
export async function tellOfAccounts(telling: Telling): Promise<World> {
  const world = await openWorld(telling);
  const [driver, owner] = world.citizens as [Citizen, Citizen];
  await ofIndividuals(world, driver);
  const clerk = await organisationClerk(world);
  const officers = await Promise.all(
    [1, 2].map(() => hire(world.gateway, world.administrator, { role: 'grants-officer' })),
  );
  await ofOrganisations(world, clerk, officers as [Actor, Actor]);
  await ofAnotherVehicle(world, driver, owner);
  telling.write('\nThe story is told.');
  return world;
}

async function ofIndividuals(world: World, driver: Citizen): Promise<void> {
  const { narrator } = world;
  narrator.chapter('A driver registers');
  const { name, documentNumber: number } = driver.person;
  await narrator.step(
    'Somebody enters a driver’s document and name, and a mobile of his own: it is none on file for them.',
    () => aNewcomer(world).registerOnline({ name, document: { type: 'resident-id', number } }),
    ({ status, body }) => {
      const { code, reasons } = body as { code: string; reasons: { cures: string[] }[] };
      if (status !== 422) throw new Error(`expected a refusal: ${JSON.stringify(body)}`);
      return `${status} ${code}, and ${reasons[0]?.cures.length} windows to go to`;
    },
  );
  await narrator.step(
    'The driver registers online: document, name, the mobile on file, a code, a password.',
    async () => {
      const { status, body } = await driver.registerOnline();
      if (status !== 201) throw new Error(`the driver should have an account: ${JSON.stringify(body)}`);
      return mayOf(world, driver);
    },
    told,
  );
  await registerAtWindow(world, driver);
  await narrator.step(
    'By that his account has become one of level window; he sets a new password.',
    async () => {
      await driver.activate();
      return mayOf(world, driver);
    },
    told,
  );
}

async function ofOrganisations(world: World, clerk: Actor, officers: readonly [Actor, Actor]): Promise<void> {
  const { gateway, narrator } = world;
  narrator.chapter('A driving school, its agent, its grant, its learner');
  const [school, person, learner] = [anOrganisation('driving-school'), aNewcomer(world), aNewcomer(world)];
  const agent = await narrator.step(
    `The window for organisations registers a ${organisationKindWords['driving-school'].en} by its certificate and its agent’s letter; he signs in.`,
    async () => {
      await registerOrganisation(world, clerk, school, person);
      return activateAgent(world, school, person);
    },
    ({ name }) => `an agent acts for ${name}`,
  );
  const enter = async () =>
    gateway.call<{ code: string }>({
      ...{ method: 'POST', path: '/v1/organisation/learners', token: await agent.token() },
      body: {
        document: { type: 'resident-id', number: learner.person.documentNumber },
        ...{ name: learner.person.name, mobile: learner.person.mobile, licenceClass: 'C1' },
      },
    });
  await narrator.step(
    'He enters a learner, too early.',
    enter,
    ({ status, body }) => `${status} ${body.code}`,
  );
  const grant = await narrator.step(
    'He applies for the business of learners; one officer proposes, another confirms.',
    () => grantTo(world, agent, officers, 'learners'),
    () => 'granted',
  );
  await narrator.step(
    'Now the learner is entered, and registers online with the mobile that is on file for him.',
    async () => {
      await until('the grant to be known', enter, ({ status }) => status < 300);
      const { status } = await learner.registerOnline();
      if (status !== 201) throw new Error(`the learner should have an account, not ${status}`);
      return mayOf(world, learner);
    },
    told,
  );
  await narrator.step(
    'An officer suspends the grant.',
    async () => {
      await decideOn(world, officers[0], grant, { step: 'suspend' });
      return until('the suspension to be known', enter, ({ status }) => status === 403);
    },
    ({ status, body }) => `${status} ${body.code}`,
  );
}

async function ofAnotherVehicle(world: World, user: Citizen, owner: Citizen): Promise<void> {
  const { gateway, narrator } = world;
  narrator.chapter('Another’s vehicle');
  await register(world, owner);
  const use = await narrator.step(
    'The driver asks to use the vehicle of a registered owner, by what stands on its permit.',
    async () => {
      const { plate, plateType } = owner.person;
      const { items } = await gateway.expect<{ items: { vinEnd: string }[] }>(200, {
        ...{ path: '/v1/me/vehicles', token: await owner.token() },
      });
      const body = { plate, plateType, vinEnd: items[0]?.vinEnd };
      const token = await user.token();
      return until(
        'the owner to be known',
        () => gateway.call<{ useId: string }>({ method: 'POST', path: '/v1/me/vehicle-uses', token, body }),
        ({ status }) => status === 201,
      );
    },
    ({ body }) => `asked, use ${body.useId}`,
  );
  await narrator.step(
    'The owner gets a code, and tells it since he consents.',
    () => consent(world, user, owner, use.body.useId),
    (state) => state,
  );
}

/** The code goes to the owner; the user confirms with it. */
async function consent({ gateway }: World, user: Citizen, owner: Citizen, useId: string): Promise<string> {
  const token = await user.token();
  const asking = { purpose: `use-vehicle:${useId}`, bodyDigest: digestOf({}) };
  let stepUpId = '';
  const code = await owner.codeAfter(async () => {
    const asked = await until(
      'identity to hear of it',
      () => gateway.call<{ stepUpId: string }>({ method: 'POST', path: '/v1/step-ups', token, body: asking }),
      ({ status }) => status === 201,
    );
    ({ stepUpId } = asked.body);
  });
  const path = `/v1/step-ups/${stepUpId}/confirmation`;
  const { stepUp } = await gateway.expect<{ stepUp: string }>(200, {
    method: 'POST',
    path,
    token,
    body: { code },
  });
  const begun = await gateway.expect<{ state: string }>(200, {
    ...{ method: 'POST', path: `/v1/me/vehicle-uses/${useId}/confirmation`, token, stepUp, body: {} },
  });
  return begun.state;
}

async function mayOf({ gateway }: World, who: { token(): Promise<string> }): Promise<Capability[]> {
  const path = '/v1/me/capabilities';
  return (await gateway.expect<{ items: Capability[] }>(200, { path, token: await who.token() })).items;
}

function told(all: readonly Capability[]): string {
  const may = all.filter(({ allowed }) => allowed).map(({ name }) => name);
  const not = all.find(({ allowed }) => !allowed);
  return `may ${may.join('; ')}. May not ${not?.name ?? 'nothing'}: ${not?.reasons[0]?.text ?? ''}`;
}
