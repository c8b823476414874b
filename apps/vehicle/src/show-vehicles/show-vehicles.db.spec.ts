import { asOperator } from '@open122/testkit';

import { ownerOf, VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

const get = (path: string, as = ownerOf(), language = 'en') =>
  vehicle.app.request('GET', `/v1/me/vehicles${path}`, { as, headers: { 'accept-language': language } });

test('a person sees what he has bound, letters in words, and nothing that names him', async () => {
  const { vehicleId, owner } = await vehicle.aBoundVehicle({ status: 'K' });
  const all = await get('', owner);
  expect(all.body).toMatchObject({
    items: [{ vehicleId, status: [{ letter: 'K', text: 'sealed' }] }],
    next: null,
  });
  expect((await get(`/${vehicleId}`, owner, 'zh-CN')).body.status).toEqual([{ letter: 'K', text: '查封' }]);
  expect(JSON.stringify(all.body)).not.toMatch(/王某|13800000001|E9999/);
});

test('what is his but not bound, and what is another’s, he does not see', async () => {
  const row = await vehicle.aVehicle();
  expect((await get('', ownerOf(row.documentNumber))).body.items).toEqual([]);
  const { vehicleId } = await vehicle.aBoundVehicle();
  const foreign = await get(`/${vehicleId}`, ownerOf('E00000009'));
  expect([foreign.status, foreign.body.code]).toEqual([404, 'vehicle.not-found']);
});

test('querying is open to who registered online, and to no operator', async () => {
  const { owner } = await vehicle.aBoundVehicle();
  expect((await get('', { ...owner, level: 'online' })).status).toBe(200);
  expect((await get('', asOperator('vehicle') as never)).status).toBe(403);
});
