import { aWorldWithCitizens } from '../journeys/cast';
import { type Actor, hire } from '../story/cast';
import {
  activateAgent,
  aNewcomer,
  anOrganisation,
  grantTo,
  organisationClerk,
  registerOrganisation,
} from '../story/organisation';
import type { World } from '../story/world';
import { expected } from './expected';
import { type Ask, askGateway, nameOf, type Operation, violations } from './matrix';
import { anonymous, dealer, everybody, hospital, type Role, school } from './roles';

jest.setTimeout(300_000);

let world: World;
let operations: Operation[];
let roles: Role[];

beforeAll(async () => {
  ({ world } = await aWorldWithCitizens(0));
  const { paths } = await world.gateway.expect<{ paths: Record<string, Record<string, unknown>> }>(200, {
    path: '/openapi.json',
  });
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const window = await organisationClerk(world);
  const officers = await Promise.all(
    [1, 2].map(() => hire(world.gateway, world.administrator, { role: 'grants-officer' })),
  );
  const withGrant = async (kind: string, delegation: string): Promise<string> => {
    const [organisation, citizen] = [anOrganisation(kind), aNewcomer(world)];
    await registerOrganisation(world, window, organisation, citizen);
    const agent = await activateAgent(world, organisation, citizen);
    await grantTo(world, agent, officers as [Actor, Actor], delegation);
    return agent.token();
  };
  roles = await everybody({
    [school]: await withGrant('driving-school', 'learners'),
    [dealer]: await withGrant('car-dealer', 'temporary-plates'),
    [hospital]: await withGrant('hospital', 'medical-examinations'),
  });
  // the owner services hear of the grants by the bus
  await new Promise((passed) => setTimeout(passed, 1_000));
});

const SIGN_OUT = 'DELETE /v1/sessions/current';

test('every operation of the document is in the table by hand, and nothing else is', () => {
  expect(operations.map(nameOf).sort()).toEqual(Object.keys(expected).sort());
});

test('every operation lets in whom the rule book lets in, and nobody else', async () => {
  // who signs out is nobody for the operations after it
  operations.sort((one, two) => Number(nameOf(one) === SIGN_OUT) - Number(nameOf(two) === SIGN_OUT));
  const found = await violations(operations, roles, expected, askGateway);
  expect(found).toEqual([]);
  const size = operations.length * roles.length;
  process.stderr.write(
    `${operations.length} operations, ${roles.length} roles, ${size} answers as expected\n`,
  );
});

test('a wrong allow, planted, is found', async () => {
  const administrator = roles.find(({ name }) => name === 'administrator')!;
  const planted: Ask = (operation, role) =>
    askGateway(operation, role.name === anonymous ? administrator : role);
  const one = operations.filter((operation) => nameOf(operation) === 'GET /v1/ops/staff');
  const two = roles.filter(({ name }) => name === anonymous || name === 'administrator');
  expect(await violations(one, two, expected, planted)).toEqual([
    'wrongly allowed: GET /v1/ops/staff to anonymous',
  ]);
  const denied: Ask = async () => Promise.resolve(false);
  expect(await violations(one, [administrator], expected, denied)).toEqual([
    'wrongly denied: GET /v1/ops/staff to administrator',
  ]);
});
