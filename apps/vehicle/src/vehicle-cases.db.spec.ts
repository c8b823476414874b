import { asAdministrator, asOperator, asService } from '@open122/testkit';

import { VehicleService } from './a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

const path = (person: string) => `/internal/persons/${person}/export`;

test('a person gets his vehicles, bindings and applications, and who read them', async () => {
  const { vehicleId, owner } = await vehicle.aBoundVehicle();
  const body = {
    object: vehicleId,
    delivery: { method: 'pickup', office: 'internet-business-centre' },
    declaration: true,
  };
  const request = { as: owner, body, stepUp: 'apply:V1', key: 'export-1' };
  const { serial } = (await vehicle.app.request('POST', '/v1/services/V1/applications', request)).body;
  vehicle.app.clock.advance(600_000);
  await vehicle.app.request('GET', `/v1/ops/applications/${String(serial)}`, { as: asOperator('vehicle') });

  const as = asService('gateway', 'export for himself');
  const answer = await vehicle.app.request('GET', path(owner.person), { as });
  expect(answer.body).toMatchObject({
    records: { vehicles: [{ vehicleId, ownerRef: owner.person }], bindings: [{ vehicleId }] },
    applications: [{ serial, timeline: [{ event: 'submitted' }] }],
    standing: { listedFrom: null, listedUntil: null },
    readings: [
      { action: 'application.read', actor: 'staff:operator of vehicle', purpose: `decide ${String(serial)}` },
      { action: 'person.export', actor: 'service:gateway', purpose: 'export for himself' },
    ],
  });
});

test('nobody but the gateway is answered', async () => {
  const { owner } = await vehicle.aBoundVehicle();
  for (const as of [owner, asAdministrator(), asService('fulfilment', 'curiosity')]) {
    expect((await vehicle.app.request('GET', path(owner.person), { as })).status).not.toBe(200);
  }
});
