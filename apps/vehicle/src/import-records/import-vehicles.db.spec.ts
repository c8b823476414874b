import { aPersonRef, clearOutbox, outboxOf } from '@open122/testkit';

import { ownerOf, VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());
beforeEach(() => clearOutbox(vehicle.app.database));

const stored = (vin: string) =>
  vehicle.app.database.run('spec.stored', 'select * from vehicle where vin = $1', [vin]);

test('rows become records and facts; the same file again is no change and no event', async () => {
  const company = {
    ownerKind: 'organisation',
    documentType: 'credit-code',
    documentNumber: '91310115591693856A',
  };
  const rows = [
    { vin: 'LSVAA0000000B0001', plate: '冀B00001', documentNumber: 'E10000011', status: 'GQ' },
    { vin: 'LSVAA0000000B0002', plate: '冀B00002', ...company, insuranceValidUntil: '' },
    { vin: 'LSVAA0000000B000O' },
  ];
  const first = await vehicle.import(...rows);
  expect(first.body).toMatchObject({ rows: 3, inserted: 2, updated: 0, rejected: 1, finished: true });
  expect(await outboxOf(vehicle.app.database)).toMatchObject([
    {
      type: 'VehicleChanged',
      topic: 'he.vehicle.vehicle.v1',
      version: 1,
      data: { owner: { kind: 'person', ref: aPersonRef('E10000011') }, status: ['G', 'Q'], revision: 1 },
    },
    {
      data: {
        owner: { kind: 'organisation', ref: aPersonRef('91310115591693856A') },
        insuranceValidUntil: null,
      },
    },
  ]);
  expect(await stored('LSVAA0000000B0002')).toMatchObject([
    { insurance_valid_until: null, inspection_valid_until: '2026-05-31', owner_kind: 'organisation' },
  ]);
  await clearOutbox(vehicle.app.database);
  const same = await vehicle.import(...rows);
  expect(same.body).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, rejected: 1 });
  const reordered = await vehicle.import(...[...rows].reverse());
  expect(reordered.body).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, rejected: 1 });
  expect(await outboxOf(vehicle.app.database)).toEqual([]);
});

test('nothing personal is kept', async () => {
  const row = await vehicle.aVehicle();
  const text = JSON.stringify(await stored(row.vin)) + JSON.stringify(await outboxOf(vehicle.app.database));
  expect(text).not.toMatch(new RegExp(`${row.documentNumber}|${row.ownerName}|${row.mobile}`));
});

test('a lower revision is skipped, a higher one is a fact of the next version', async () => {
  const row = await vehicle.aVehicle({ revision: '4' });
  await clearOutbox(vehicle.app.database);
  expect((await vehicle.import({ ...row, revision: '3', status: 'K' })).body).toMatchObject({
    skipped: 1,
    updated: 0,
  });
  expect((await vehicle.import({ ...row, revision: '6', status: 'K' })).body).toMatchObject({ updated: 1 });
  expect(await outboxOf(vehicle.app.database)).toMatchObject([
    { version: 2, data: { revision: 6, status: ['K'] } },
  ]);
});

test('of two files at once the higher revision stays, whoever comes last', async () => {
  const row = await vehicle.aVehicle();
  const files = Array.from({ length: 6 }, (_, i) => vehicle.import({ ...row, revision: String(i + 2) }));
  const answers = await Promise.all(files);
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(await stored(row.vin)).toMatchObject([{ revision: 7 }]);
  const facts = (await outboxOf(vehicle.app.database)).slice(1);
  expect(facts.at(-1)).toMatchObject({ data: { revision: 7 } });
  const versions = facts.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
});

test('a change of owner ends the binding; so does leaving the register', async () => {
  const passed = await vehicle.aBoundVehicle();
  await vehicle.import({ ...passed.row, revision: '2', documentNumber: 'E77777777' });
  const gone = await vehicle.aBoundVehicle();
  await vehicle.import({ ...gone.row, revision: '2', deleted: '1' });
  for (const { owner, vehicleId } of [passed, gone]) {
    const shown = await vehicle.app.request('GET', `/v1/me/vehicles/${vehicleId}`, { as: owner });
    expect(shown.status).toBe(404);
  }
  expect((await vehicle.bind(passed.row, ownerOf('E77777777'))).status).toBe(201);
});

test('an update without change of owner leaves the binding', async () => {
  const { row, vehicleId, owner } = await vehicle.aBoundVehicle();
  await vehicle.import({ ...row, revision: '2', status: 'G' });
  const shown = await vehicle.app.request('GET', `/v1/me/vehicles/${vehicleId}`, { as: owner });
  expect(shown.body.status).toMatchObject([{ letter: 'G' }]);
});
