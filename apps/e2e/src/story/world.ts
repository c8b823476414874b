import { randomInt } from 'node:crypto';

import { day } from '@open122/contracts';
import { demoRegistry } from '@open122/registry';

import { type Actor, Citizen, hire, type Person, staff, type StaffSecrets } from './cast';
import { GatewayClient } from './gateway-client';
import { Narrator } from './narrator';

const PERSONS = 20;

/** Everything a chapter needs: the gateway, the people behind the counter, and citizens nobody has seen before. */
export interface World {
  gateway: GatewayClient;
  narrator: Narrator;
  administrator: Actor;
  clerk: Actor;
  operator: Actor;
  fulfilment: Actor;
  citizens: Citizen[];
  /** All persons of the imported registry, for the search for leaks. */
  persons: Person[];
  /** The registry's file of their vehicles. */
  vehicles: Buffer;
}

export interface Timeline {
  items: { state: string; event: string; detail?: Record<string, unknown>; at: string }[];
}

/** Moves the platform's clock and waits until every service has followed and settled. */
export async function advance(world: World, duration: string): Promise<string> {
  const moved = await world.gateway.expect<{ now: string }>(200, {
    method: 'POST',
    path: '/v1/sandbox/clock',
    token: await world.administrator.token(),
    body: { advance: duration },
  });
  return moved.now;
}

/** How a story is told. */
export interface Telling {
  /** The gateway's. */
  url: string;
  /** The administrator's. */
  secrets: StaffSecrets;
  write(line: string): void;
  /** Called with the number of each step before it is taken; faults strike here. */
  beforeStep?(step: number): Promise<void>;
}

/** Opens the office: staff, and a small registry of fresh persons dated by platform time. */
export async function openWorld({ url, secrets, write, beforeStep }: Telling): Promise<World> {
  const gateway = new GatewayClient(url);
  const administrator = staff(gateway, secrets);
  const narrator = new Narrator(gateway, () => administrator.token(), write, beforeStep);
  const clock = () =>
    administrator
      .token()
      .then((token) => gateway.expect<{ now: string }>(200, { path: '/v1/sandbox/clock', token }));

  narrator.chapter('The office opens');
  const { now } = await narrator.step(
    'The administrator signs in with password and TOTP and reads the clock.',
    clock,
    (answer) => `platform time ${answer.now}`,
  );
  const registry = demoRegistry({ persons: PERSONS, seed: randomInt(2 ** 31), asOf: day(now.slice(0, 10)) });
  // Whoever works here is a citizen too, so that nobody can act on himself.
  const document = { type: 'resident-id', number: registry.people.at(-1)?.documentNumber ?? '' };
  const [clerk, operator, fulfilment] = await narrator.step(
    'He makes accounts for a window clerk, a licence operator and a fulfilment clerk.',
    () =>
      Promise.all([
        hire(gateway, administrator, { role: 'clerk', window: 'qiaoxi', document }),
        hire(gateway, administrator, { role: 'operator', owner: 'licence' }),
        hire(gateway, administrator, { role: 'fulfilment' }),
      ]),
    (made) => made.map((each) => each.name).join(', '),
  );
  const upload = async (kind: 'licences' | 'vehicles') =>
    gateway.expect<Record<string, number>>(200, {
      method: 'POST',
      path: `/v1/ops/imports/${kind}`,
      token: await administrator.token(),
      csv: registry[kind],
    });
  await narrator.step(
    `The inner registry's files come in: ${PERSONS} persons nobody has seen before.`,
    async () => ({ licences: await upload('licences'), vehicles: await upload('vehicles') }),
    ({ licences, vehicles }) =>
      `${licences.inserted} licences and ${vehicles.inserted} vehicles new, ${Number(licences.rejected) + Number(vehicles.rejected)} rows rejected`,
  );
  const citizens = registry.people.map((person) => new Citizen(gateway, administrator, person));
  return {
    gateway,
    narrator,
    administrator,
    clerk,
    operator,
    fulfilment,
    citizens,
    persons: registry.people,
    vehicles: registry.vehicles,
  };
}
