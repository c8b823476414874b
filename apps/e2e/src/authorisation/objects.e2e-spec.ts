import { aWorldWithCitizens } from '../journeys/cast';
import type { Citizen } from '../story/cast';
import { apply, type Bound, LOST_LICENCE, LOST_PERMIT, PICKUP } from '../story/errand';
import { type Call, digestOf } from '../story/gateway-client';
import type { World } from '../story/world';
import { expected } from './expected';
import { individuals } from './roles';

jest.setTimeout(180_000);

interface Owner {
  citizen: Citizen;
  bound: Bound;
}
let world: World;
let owner: Owner;
let other: Owner;
let serial: string;
let session: string;
let stepUp: { id: string; code: string };

beforeAll(async () => {
  const made = await aWorldWithCitizens(2);
  world = made.world;
  [owner, other] = made.citizens as [Owner, Owner];
  serial = await apply(world, owner.citizen, owner.bound.licenceId, 'pickup');
  const token = await owner.citizen.token();
  const { items } = await world.gateway.expect<{ items: { id: string }[] }>(200, {
    ...{ path: '/v1/me/sessions', token },
  });
  session = items[0]?.id ?? '';
  let id = '';
  const code = await owner.citizen.codeAfter(async () => {
    const body = { purpose: 'export-data', bodyDigest: digestOf({}) };
    const asked = await world.gateway.expect<{ stepUpId: string }>(201, {
      ...{ method: 'POST', path: '/v1/step-ups', token, body },
    });
    id = asked.stepUpId;
  });
  stepUp = { id, code };
});

const submission = (object: string) => ({ object, delivery: PICKUP, declaration: true });
type Asked = Omit<Call, 'token'>;

/** What is done with an object of the owner's; in an order in which each finds it still there. */
const OBJECTS: readonly (readonly [operation: string, asked: () => Asked | Promise<Asked>, own: number])[] = [
  ['GET /v1/me/licences/{licenceId}', () => ({ path: `/v1/me/licences/${owner.bound.licenceId}` }), 200],
  ['GET /v1/me/vehicles/{vehicleId}', () => ({ path: `/v1/me/vehicles/${owner.bound.vehicleId}` }), 200],
  [
    'GET /v1/services/{business}/eligibility',
    () => ({ path: `/v1/services/${LOST_LICENCE}/eligibility?object=${owner.bound.licenceId}` }),
    200,
  ],
  ['GET /v1/applications/{serial}', () => ({ path: `/v1/applications/${serial}` }), 200],
  ['GET /v1/applications/{serial}/timeline', () => ({ path: `/v1/applications/${serial}/timeline` }), 200],
  [
    'POST /v1/applications/{serial}/undo',
    () => ({ method: 'POST', path: `/v1/applications/${serial}/undo` }),
    200,
  ],
  [
    'POST /v1/step-ups/{stepUpId}/confirmation',
    () => ({ method: 'POST', path: `/v1/step-ups/${stepUp.id}/confirmation`, body: { code: stepUp.code } }),
    200,
  ],
  [
    'GET /v1/me/vehicles/{vehicleId}/users',
    () => ({ path: `/v1/me/vehicles/${owner.bound.vehicleId}/users` }),
    200,
  ],
  [
    'DELETE /v1/me/vehicles/{vehicleId}',
    () => ({ method: 'DELETE', path: `/v1/me/vehicles/${owner.bound.vehicleId}` }),
    204,
  ],
  [
    'DELETE /v1/me/licences/{licenceId}',
    () => ({ method: 'DELETE', path: `/v1/me/licences/${owner.bound.licenceId}` }),
    204,
  ],
  [
    'POST /v1/me/sessions/{id}/end',
    () => ({
      ...{ method: 'POST', path: `/v1/me/sessions/${session}/end` },
      body: { password: owner.citizen.password },
    }),
    204,
  ],
];
/** Lists of one's own, and an application, whose object is in its body: told below. */
const ELSEWHERE = [
  ...['GET /v1/services/{business}/applications', 'POST /v1/services/{business}/applications'],
  // apps/vehicle/src/ask-use/ask-use.db.spec.ts, apps/licence/src/give-consent/give-consent.db.spec.ts
  'POST /v1/me/licence-consents/{consentId}/decisions',
  ...['DELETE /v1/me/vehicle-uses/{useId}', 'DELETE /v1/me/vehicles/{vehicleId}/users/{useId}'],
];

test('every operation of individuals on one object is here', () => {
  const onObjects = Object.entries(expected)
    .filter(([operation, who]) => operation.includes('{') && who.includes(individuals[0] ?? ''))
    .map(([operation]) => operation);
  expect([...OBJECTS.map(([operation]) => operation), ...ELSEWHERE].sort()).toEqual(onObjects.sort());
});

test('an application for another’s record finds nothing there', async () => {
  const body = submission(owner.bound.vehicleId);
  const { citizen } = other;
  const answer = await world.gateway.call({
    ...{
      method: 'POST',
      path: `/v1/services/${LOST_PERMIT}/applications`,
      token: await citizen.token(),
      body,
    },
    stepUp: await citizen.stepUp(`apply:${LOST_PERMIT}`, body),
  });
  expect(answer).toMatchObject({ status: 404, body: { code: 'vehicle.not-found' } });
});

test('lists hold one’s own alone', async () => {
  const path = `/v1/services/${LOST_LICENCE}/applications`;
  const mine = async ({ citizen }: Owner) =>
    (await world.gateway.expect<{ items: { serial: string }[] }>(200, { path, token: await citizen.token() }))
      .items;
  expect((await mine(owner)).map((each) => each.serial)).toEqual([serial]);
  expect(await mine(other)).toEqual([]);
});

test.each(OBJECTS)('%s: another’s is not found, one’s own is', async (_, asked, own) => {
  const as = async ({ citizen }: Owner) =>
    world.gateway.call({ ...(await asked()), token: await citizen.token() });
  expect((await as(other)).status).toBe(404);
  expect((await as(owner)).status).toBe(own);
});
