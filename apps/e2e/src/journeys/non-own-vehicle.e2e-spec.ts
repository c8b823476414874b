import { type Citizen } from '../story/cast';
import { digestOf } from '../story/gateway-client';
import { until } from '../story/until';
import { advance, type World } from '../story/world';
import { aWorldWithCitizens } from './cast';

jest.setTimeout(240_000);

let world: World;
let user: Citizen;
let owners: Citizen[];
/** The end of a VIN stands on the permit, of which the owner shows a copy. */
const vinEnds = new Map<Citizen, string>();

beforeAll(async () => {
  const made = await aWorldWithCitizens(5);
  world = made.world;
  [user, ...owners] = made.citizens.map(({ citizen }) => citizen) as [Citizen, ...Citizen[]];
  for (const owner of owners) {
    const { items } = await world.gateway.expect<{ items: { vinEnd: string }[] }>(200, {
      ...{ path: '/v1/me/vehicles', token: await owner.token() },
    });
    vinEnds.set(owner, items[0]?.vinEnd ?? '');
  }
});

interface Use {
  useId: string;
  state: string;
  vehicle: { vehicleId: string };
}
const ask = async (owner: Citizen, more: object = {}) => {
  const { plate, plateType } = owner.person;
  return world.gateway.call<Use & { code: string }>({
    ...{ method: 'POST', path: '/v1/me/vehicle-uses', token: await user.token() },
    body: { plate, plateType, vinEnd: vinEnds.get(owner), ...more },
  });
};
/** The owner is sent a code and tells it; codes come once a minute. */
async function consented(owner: Citizen, useId: string): Promise<string> {
  const token = await user.token();
  const body = { purpose: `use-vehicle:${useId}`, bodyDigest: digestOf({}) };
  let asked: { status: number; body: { stepUpId: string; sentTo: string } } | undefined;
  const code = await owner.codeAfter(async () => {
    asked = await until(
      'identity to hear of it',
      async () =>
        world.gateway.call<{ stepUpId: string; sentTo: string }>({
          method: 'POST',
          path: '/v1/step-ups',
          token,
          body,
        }),
      ({ status }) => status === 201,
    );
  });
  expect(asked?.body.sentTo).toBe('***********');
  const path = `/v1/step-ups/${asked?.body.stepUpId}/confirmation`;
  const confirmed = await world.gateway.expect<{ stepUp: string }>(200, {
    method: 'POST',
    path,
    token,
    body: { code },
  });
  return confirmed.stepUp;
}
const confirm = async (useId: string, stepUp: string) =>
  world.gateway.call<Use>({
    ...{ method: 'POST', path: `/v1/me/vehicle-uses/${useId}/confirmation`, token: await user.token() },
    ...{ stepUp, body: {} },
  });
async function use(owner: Citizen): Promise<Use> {
  const asked = await until(
    'the registration of the owner to be known',
    () => ask(owner),
    ({ status }) => status === 201,
  );
  const begun = await confirm(asked.body.useId, await consented(owner, asked.body.useId));
  if (begun.status !== 200) throw new Error(JSON.stringify(begun.body));
  return begun.body;
}
const mine = async () =>
  (
    await world.gateway.expect<{ items: Use[] }>(200, {
      path: '/v1/me/vehicle-uses',
      token: await user.token(),
    })
  ).items;

test('three vehicles of others with their owners’ consent, not a fourth; each side ends it; the wrong evidence says nothing', async () => {
  const [first, second, third, fourth] = owners as [Citizen, Citizen, Citizen, Citizen];
  expect(await ask(first, { vinEnd: 'AAAAAA' })).toMatchObject({
    status: 422,
    body: { code: 'vehicle-use.not-evident' },
  });
  const uses = [await use(first), await use(second), await use(third)];
  expect((await mine()).filter(({ state }) => state === 'bound')).toHaveLength(3);
  expect(await ask(fourth)).toMatchObject({ status: 422, body: { code: 'vehicle-use.too-many' } });
  await until(
    'the owner to be told',
    () => first.messages(),
    (all) => all.some(({ text }) => text.includes('已由他人绑定')),
    30,
  );

  const { vehicleId } = uses[0]!.vehicle;
  const users = `/v1/me/vehicles/${vehicleId}/users`;
  const seen = await world.gateway.expect<{ items: { useId: string }[] }>(200, {
    ...{ path: users, token: await first.token() },
  });
  expect(seen.items).toMatchObject([{ useId: uses[0]?.useId }]);
  await world.gateway.expect(204, {
    method: 'DELETE',
    path: `${users}/${uses[0]?.useId}`,
    token: await first.token(),
  });
  await world.gateway.expect(204, {
    ...{ method: 'DELETE', path: `/v1/me/vehicle-uses/${uses[1]?.useId}`, token: await user.token() },
  });
  expect((await mine()).map(({ useId }) => useId)).toEqual([uses[2]?.useId]);
  await advance(world, 'PT61S');
  expect((await use(fourth)).state).toBe('bound');
});

test('who registered online is sent to a window; a change of owner in the registry ends every binding', async () => {
  const { gateway, administrator } = world;
  const [, , , owner] = owners as [Citizen, Citizen, Citizen, Citizen];
  const online = world.citizens[6]!;
  expect((await online.registerOnline()).status).toBe(201);
  const { plate, plateType } = owner.person;
  const refused = await gateway.call({
    ...{ method: 'POST', path: '/v1/me/vehicle-uses', token: await online.token() },
    body: { plate, plateType, vinEnd: vinEnds.get(owner) },
  });
  expect(refused).toMatchObject({ status: 403, body: { code: 'principal.level-too-low' } });

  const vehiclesOf = async (citizen: Citizen) =>
    (
      await gateway.expect<{ items: { plate: string; own: boolean }[] }>(200, {
        ...{ path: '/v1/me/vehicles', token: await citizen.token() },
      })
    ).items.filter((each) => each.plate === plate);
  expect(await vehiclesOf(user)).toMatchObject([{ own: false }]);
  expect(await vehiclesOf(owner)).toMatchObject([{ own: true }]);
  await gateway.expect(200, {
    ...{ method: 'POST', path: '/v1/ops/imports/vehicles', token: await administrator.token() },
    csv: sold(world.vehicles, plate, online.person),
  });
  expect([await vehiclesOf(user), await vehiclesOf(owner)]).toEqual([[], []]);
  await until(
    'the user to be told',
    () => user.messages(),
    (all) => all.some(({ text }) => text.includes(`${plate}的绑定已解除`)),
    30,
  );
});

/** The registry's row of a plate with its next revision, in another's name. */
function sold(vehicles: Buffer, plate: string, to: Citizen['person']): Buffer {
  const [header = '', ...rows] = vehicles.toString('utf8').trim().split(/\r?\n/);
  const names = header.replace(/^\uFEFF/, '').split(',');
  const row = rows.find((each) => each.split(',')[names.indexOf('plate')] === plate)?.split(',') ?? [];
  const set = (name: string, value: string) => (row[names.indexOf(name)] = value);
  set('revision', String(Number(row[names.indexOf('revision')]) + 1));
  set('documentType', 'resident-id');
  set('documentNumber', to.documentNumber);
  set('ownerName', to.name);
  set('mobile', to.mobile);
  return Buffer.from(`${header}\n${row.join(',')}\n`);
}
