import { aWorldWithCitizens } from './cast';
import type { Citizen } from '../story/cast';
import { LOST_LICENCE, registerAtWindow } from '../story/errand';
import { advance, type World } from '../story/world';

jest.setTimeout(180_000);

let world: World;
let citizen: Citizen;
beforeAll(async () => {
  ({ world } = await aWorldWithCitizens(0));
  [citizen] = world.citizens as [Citizen];
});

interface Refused {
  code: string;
  reasons: { code: string; cures: string[] }[];
}
const bound = async (path: '/v1/me/licences' | '/v1/me/vehicles') =>
  (
    await world.gateway.expect<{ items: { licenceId?: string }[] }>(200, {
      path,
      token: await citizen.token(),
    })
  ).items;
const whatStandsInTheWay = async (object: string) => {
  const { reasons } = await world.gateway.expect<{ reasons: { code: string }[] }>(200, {
    path: `/v1/services/${LOST_LICENCE}/eligibility?object=${object}`,
    token: await citizen.token(),
  });
  return reasons.map(({ code }) => code);
};

test('a stranger’s mobile is sent to the windows, the one on file makes an account of level online, and a window makes more of it', async () => {
  const { gateway } = world;
  const stranger = await citizen.registerOnline({ name: '另外一人' });
  expect(stranger).toMatchObject({ status: 422, body: { code: 'registration.not-on-file' } });
  expect((stranger.body as unknown as Refused).reasons[0]?.cures).toHaveLength(26);
  await advance(world, 'PT1M');
  expect((await citizen.registerOnline()).status).toBe(201);

  const { fileNumber, plate, plateType } = citizen.person;
  const bind = async (path: string, body: object) =>
    gateway.expect<{ licenceId: string }>(201, { method: 'POST', path, token: await citizen.token(), body });
  const { licenceId } = await bind('/v1/me/licences', { fileNumber });
  await bind('/v1/me/vehicles', { plate, plateType });
  expect(await whatStandsInTheWay(licenceId)).toEqual(['person.level-too-low']);

  await registerAtWindow(world, citizen);
  await citizen.activate();
  expect(await bound('/v1/me/licences')).toMatchObject([{ licenceId }]);
  expect(await bound('/v1/me/vehicles')).toHaveLength(1);
  expect(await whatStandsInTheWay(licenceId)).toEqual([]);
});
