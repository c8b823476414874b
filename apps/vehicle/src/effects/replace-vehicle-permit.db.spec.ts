import { asOperator, clearOutbox, outboxOf } from '@open122/testkit';

import { VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

const V1 = '/v1/services/V1';
const body = (object: string) => ({
  object,
  delivery: { method: 'post', addressRef: 'a_1' },
  declaration: true,
});
type Bound = Awaited<ReturnType<VehicleService['aBoundVehicle']>>;
let keys = 0;
const apply = ({ vehicleId, owner }: Bound) =>
  vehicle.app.request('POST', `${V1}/applications`, {
    as: owner,
    body: body(vehicleId),
    stepUp: 'apply:V1',
    key: `v1-${(keys += 1)}`,
    headers: { 'accept-language': 'en' },
  });
const accept = (serial: unknown) =>
  vehicle.app.request('POST', `/v1/ops/applications/${String(serial)}/acceptance`, {
    as: asOperator('vehicle'),
    key: `v1-${(keys += 1)}`,
  });
const list = (person: string, from: string, until: string) =>
  vehicle.app.database.run(
    'spec.list',
    `insert into standing values ($1, $2, $3, 1) on conflict (person) do update set listed_from = $2, listed_until = $3`,
    [person, from, until],
  );

test('an accepted replacement voids the former document: issue number, fact and document in one transaction', async () => {
  const bound = await vehicle.aBoundVehicle();
  const applied = await apply(bound);
  expect([applied.status, applied.body.feeFen]).toEqual([201, 1000]);
  vehicle.app.clock.advance(600_000);
  await clearOutbox(vehicle.app.database);
  const accepted = await accept(applied.body.serial);
  expect([accepted.status, accepted.body.state, accepted.body.issueNo]).toEqual([200, 'ACCEPTED', 2]);
  expect(await outboxOf(vehicle.app.database)).toMatchObject([
    { type: 'VehicleChanged', key: bound.vehicleId, version: 2, data: { permitIssueNo: 2, plateIssueNo: 1 } },
    { type: 'ApplicationAccepted', key: applied.body.serial },
    {
      type: 'DocumentDue',
      data: { business: 'V1', document: 'vehicle-permit', issueNo: 2, feeFen: 1000, returns: [] },
    },
  ]);
});

test('until a delta echoes it the issue number is not overwritten', async () => {
  const bound = await vehicle.aBoundVehicle();
  const applied = await apply(bound);
  vehicle.app.clock.advance(600_000);
  await accept(applied.body.serial);
  const shown = async () =>
    (await vehicle.app.request('GET', `/v1/me/vehicles/${bound.vehicleId}`, { as: bound.owner })).body
      .permitIssueNo;
  await vehicle.import({ ...bound.row, revision: '2', permitIssueNo: '1' });
  expect(await shown()).toBe(2);
  await vehicle.import({ ...bound.row, revision: '3', permitIssueNo: '2' });
  await vehicle.import({ ...bound.row, revision: '4', permitIssueNo: '1' });
  expect(await shown()).toBe(1);
});

test('who is listed is refused with the date, the basis and two cures; he may still look', async () => {
  const bound = await vehicle.aBoundVehicle();
  await list(bound.owner.person, '2026-01-01T00:00:00Z', '2026-07-01T02:00:00Z');
  const refused = await apply(bound);
  expect([refused.status, refused.body.code]).toEqual([422, 'person.listed']);
  expect(refused.body.reasons).toMatchObject([
    {
      code: 'person.listed',
      until: '2026-07-01T10:00:00.000+08:00',
      basis: expect.stringContaining('rules §4'),
      cures: [expect.stringContaining('2026-07-01'), expect.stringContaining('window')],
    },
  ]);
  const check = await vehicle.app.request('GET', `${V1}/eligibility?object=${bound.vehicleId}`, {
    as: bound.owner,
  });
  expect(check.body).toMatchObject({ eligible: false, reasons: [{ code: 'person.listed' }] });
  expect((await vehicle.app.request('GET', '/v1/me/vehicles', { as: bound.owner })).status).toBe(200);
  vehicle.app.clock.advanceTo('2026-07-01T10:00:00+08:00');
  expect((await apply(bound)).status).toBe(201);
});

test('a letter that comes between submission and decision rejects', async () => {
  const bound = await vehicle.aBoundVehicle();
  const applied = await apply(bound);
  vehicle.app.clock.advance(600_000);
  await vehicle.import({ ...bound.row, revision: '2', status: 'AKL' });
  const decided = await accept(applied.body.serial);
  expect(decided.body).toMatchObject({
    state: 'REJECTED',
    reasons: [{ code: 'vehicle.sealed' }, { code: 'vehicle.withheld' }],
  });
});

test('a vehicle that passes to another between submission and decision rejects', async () => {
  const bound = await vehicle.aBoundVehicle();
  const applied = await apply(bound);
  vehicle.app.clock.advance(600_000);
  await vehicle.import({ ...bound.row, revision: '2', documentNumber: 'E55555555' });
  const decided = await accept(applied.body.serial);
  expect(decided.body).toMatchObject({ state: 'REJECTED', issueNo: null });
});

test('only small vehicles: a truck can be bound and looked at, its permit not replaced here', async () => {
  const truck = await vehicle.aBoundVehicle({ plateType: '01', vehicleType: 'H12' });
  expect((await apply(truck)).body.code).toBe('vehicle.not-small');
});

test('what is not bound cannot be applied for, though it is his', async () => {
  const bound = await vehicle.aBoundVehicle();
  await vehicle.app.request('DELETE', `/v1/me/vehicles/${bound.vehicleId}`, { as: bound.owner });
  expect((await apply(bound)).body.code).toBe('vehicle.not-bound');
});
