import { ownerOf, VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

const unbind = (vehicleId: string, as = ownerOf()) =>
  vehicle.app.request('DELETE', `/v1/me/vehicles/${vehicleId}`, { as });

test('who has bound it unbinds it, once, and may bind it again', async () => {
  const { row, vehicleId, owner } = await vehicle.aBoundVehicle();
  expect((await unbind(vehicleId, owner)).status).toBe(204);
  const again = await unbind(vehicleId, owner);
  expect([again.status, again.body.code]).toEqual([404, 'vehicle.not-found']);
  expect((await vehicle.bind(row)).status).toBe(201);
});

test("another's binding, an unknown id and no id at all are not found", async () => {
  const { vehicleId } = await vehicle.aBoundVehicle();
  for (const id of [vehicleId, '7b0f0c1e-0000-4000-8000-000000000009', 'x%00']) {
    expect((await unbind(id, ownerOf('E00000009'))).body.code).toBe('vehicle.not-found');
  }
});
