import { randomInt } from 'node:crypto';

import { organisationCodeCheck, residentIdCheck } from '@open122/contracts';

import { type Actor, Citizen, hire, refreshed, type Session } from './cast';
import type { World } from './world';

/** An organisation that nobody knows yet. */
export interface Organisation {
  kind: string;
  name: string;
  document: { type: 'org-code'; number: string };
}

export function anOrganisation(kind: string): Organisation {
  const first8 = `T${String(randomInt(1e7)).padStart(7, '0')}`;
  const number = first8 + organisationCodeCheck(first8);
  return { kind, name: `试验单位${first8}`, document: { type: 'org-code', number } };
}

/** Somebody whom no registry knows. */
export function aNewcomer({ gateway, administrator }: World): Citizen {
  const two = (most: number) => String(1 + randomInt(most)).padStart(2, '0');
  const first17 = `1301041999${two(12)}${two(28)}${String(randomInt(1000)).padStart(3, '0')}`;
  const documentNumber = first17 + residentIdCheck(first17);
  const mobile = `139${String(randomInt(1e8)).padStart(8, '0')}`;
  const person = { documentNumber, name: '新学员', mobile, fileNumber: '', plate: '', plateType: '' };
  return new Citizen(gateway, administrator, person);
}

/** The clerk of the window for organisations; he is a citizen too. */
export const organisationClerk = (world: World): Promise<Actor> =>
  hire(world.gateway, world.administrator, {
    ...{ role: 'clerk', window: 'organisations' },
    document: { type: 'resident-id', number: world.persons.at(-1)?.documentNumber ?? '' },
  });

/** Shows his document and letter at the window, where a code confirms his mobile. */
async function atTheDesk({ gateway }: World, clerk: Actor, citizen: Citizen) {
  const token = await clerk.token();
  const { documentNumber: number, name, mobile } = citizen.person;
  const code = await citizen.codeAfter(() =>
    gateway.expect(202, { method: 'POST', path: '/v1/windows/agents/sms-codes', token, body: { mobile } }),
  );
  return { document: { type: 'resident-id', number }, name, mobile, code };
}

export interface Mandate {
  letter: string;
  mandateFrom: string;
  mandateUntil: string;
}
export const MANDATE: Mandate = { letter: '授字1号', mandateFrom: '2020-01-01', mandateUntil: '2099-12-31' };

/** Registers an organisation with its first agent; the agent's id. */
export async function registerOrganisation(
  world: World,
  clerk: Actor,
  organisation: Organisation,
  citizen: Citizen,
  mandate: Mandate = MANDATE,
): Promise<string> {
  const { kind, name, document } = organisation;
  const agent = { ...(await atTheDesk(world, clerk, citizen)), ...mandate };
  const made = await world.gateway.expect<{ agent: string }>(201, {
    ...{ method: 'POST', path: '/v1/windows/organisations', token: await clerk.token() },
    body: { organisation: document, name, kind, agent, personPresent: true },
  });
  return made.agent;
}

/** His first sign-in: a code to his mobile and a password of his own. */
export async function activateAgent(
  { gateway }: World,
  { document: organisation, name }: Organisation,
  citizen: Citizen,
): Promise<Actor> {
  const { mobile } = citizen.person;
  const purpose = 'agent-first-sign-in';
  const code = await citizen.codeAfter(() =>
    gateway.expect(202, { method: 'POST', path: '/v1/sms-codes', body: { mobile, purpose } }),
  );
  const body = { organisation, mobile, code, password: citizen.password };
  const session = await gateway.expect<Session>(200, {
    method: 'POST',
    path: '/v1/organisation/activation',
    body,
  });
  return refreshed(gateway, name, session);
}

/** Two officers grant what the organisation has applied for; the grant's id. */
export async function grantTo(
  world: World,
  agent: Actor,
  officers: readonly [Actor, Actor],
  delegation: string,
): Promise<string> {
  const { gateway } = world;
  const applied = await gateway.expect<{ id: string }>(201, {
    ...{ method: 'POST', path: '/v1/organisation/grants', token: await agent.token() },
    body: { delegation, reason: '开展委托业务' },
  });
  const [first, second] = officers;
  await decideOn(world, first, applied.id, { step: 'propose', validFrom: '2020-01-01' });
  await decideOn(world, second, applied.id, { step: 'confirm' });
  return applied.id;
}

export const decideOn = async (
  { gateway }: World,
  officer: Actor,
  grant: string,
  decision: { step: string; validFrom?: string },
): Promise<{ state: string }> =>
  gateway.expect(200, {
    ...{ method: 'POST', path: `/v1/ops/grants/${grant}/decisions`, token: await officer.token() },
    body: { reason: '材料齐全', ...decision },
  });
