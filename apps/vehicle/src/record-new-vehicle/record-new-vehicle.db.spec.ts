import { type Day, GrantChanged } from '@open122/contracts';
import type { Principal } from '@open122/http';
import { aPersonRef, asAgent, asPerson, hear, messageOf } from '@open122/testkit';

import { VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => {
  vehicle = await VehicleService.start();
  for (const [at, name] of ['a dealer', 'another dealer'].entries()) await grant(name, at);
});
afterAll(() => vehicle.close());

const dealer = (name = 'a dealer') => asAgent(name, { organisationKind: 'car-dealer' });
async function grant(name: string, at: number): Promise<void> {
  const { account, organisation } = dealer(name);
  const grantId = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const data = {
    grantId,
    account,
    organisation,
    delegation: 'temporary-plates',
    standing: 'granted',
  } as const;
  const period = { validFrom: '2026-01-01' as Day, validUntil: null };
  await hear(vehicle.app, 'identity.grant', [
    messageOf({ event: GrantChanged, data: { ...data, ...period } }),
  ]);
}
const SALE = {
  ...{ vin: '1M8GDM9AXKP042788', vehicleType: 'K33' },
  buyer: { document: { type: 'passport', number: 'E50000001' }, name: '钱新', mobile: '13800000005' },
};
const record = (more: object = {}, as: Principal = dealer()) =>
  vehicle.app.request('POST', '/v1/organisation/new-vehicles', {
    ...{ as, body: { ...SALE, ...more }, key: `sale-${Math.random()}` },
  });

test('a dealer records a sale; the same again is the same record', async () => {
  const first = await record();
  expect(first).toMatchObject({ status: 201, body: { vin: SALE.vin, vehicleType: 'K33' } });
  expect(await record({ vehicleType: 'K32' })).toMatchObject({
    ...{ status: 200, body: { vehicleType: 'K32', recordedAt: first.body.recordedAt } },
  });
  const held = await vehicle.app.request('GET', `/internal/persons/${aPersonRef('E50000001')}/export`, {
    as: { kind: 'service', service: 'gateway', purpose: 'export' } as Principal,
  });
  expect(JSON.stringify(held.body)).toContain(SALE.vin);
});

test('a vehicle is sold once: another buyer and another dealer are refused', async () => {
  const vin = '1M8GDM9AXKP042789';
  expect((await record({ vin })).status).toBe(201);
  const other = { ...SALE.buyer, document: { type: 'passport', number: 'E50000002' } };
  expect(await record({ vin, buyer: other })).toMatchObject({
    status: 409,
    body: { code: 'new-vehicle.sold' },
  });
  expect(await record({ vin }, dealer('another dealer'))).toMatchObject({
    body: { code: 'new-vehicle.sold' },
  });
});

test('a registered vehicle is not new', async () => {
  const { vin } = await vehicle.aVehicle();
  expect(await record({ vin })).toMatchObject({ status: 409, body: { code: 'new-vehicle.registered' } });
});

test.each<[string, object, string]>([
  ['a VIN with I', { vin: '1M8GDM9AXKI042788' }, 'vin.shape'],
  ['an unknown type of vehicle', { vehicleType: 'X1' }, 'field.format'],
])('%s is refused at its field', async (_, more, code) => {
  const answer = await record(more);
  expect([answer.status, (answer.body.errors as { code: string }[])[0]?.code]).toEqual([422, code]);
});

test('without the grant, and for individuals, it is refused', async () => {
  expect((await record({}, asAgent('a stranger'))).body.code).toBe('grant.missing');
  expect((await record({}, asPerson())).body.code).toBe('principal.not-allowed');
});
