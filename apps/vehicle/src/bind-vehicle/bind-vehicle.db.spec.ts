import type { Principal } from '@open122/http';
import { asAgent, asOperator } from '@open122/testkit';

import { ownerOf, VehicleService } from '../a-vehicle-service';

const COMPANY = {
  ...{ ownerKind: 'organisation', documentType: 'credit-code', documentNumber: '91310115591693856A' },
};
let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

test('the owner binds his vehicle; once more changes nothing', async () => {
  const row = await vehicle.aVehicle({ status: 'GQ' });
  const first = await vehicle.bind(row);
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    plate: row.plate,
    plateTypeText: '小型汽车',
    vinEnd: row.vin.slice(-6),
    status: [
      { letter: 'G', text: '违法未处理' },
      { letter: 'Q', text: '逾期未检验' },
    ],
    permitIssueNo: 1,
    boundAt: '2026-01-05T09:00:00.000+08:00',
  });
  const again = await vehicle.bind(row);
  expect([again.status, again.body]).toEqual([200, first.body]);
  const audited = await vehicle.app.database.run(
    'spec.audit',
    `select action from audit where subject = $1`,
    [first.body.vehicleId],
  );
  expect(audited).toEqual([{ action: 'vehicle.bound' }]);
});

test('ten at once are one binding', async () => {
  const row = await vehicle.aVehicle();
  const answers = await Promise.all(Array.from({ length: 10 }, () => vehicle.bind(row)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
});

test("another's vehicle and an unknown one get one and the same answer", async () => {
  const row = await vehicle.aVehicle();
  const foreign = await vehicle.bind(row, ownerOf('E00000009'));
  const unknown = await vehicle.bind({ ...row, plate: '冀A99999' });
  const known = ({ status, body: { code, detail } }: typeof foreign) => ({ status, code, detail });
  expect(known(foreign)).toEqual(known(unknown));
  expect(known(foreign)).toMatchObject({ status: 404, code: 'vehicle.not-found' });
});

test('a vehicle that has left the register cannot be bound', async () => {
  const row = await vehicle.aVehicle({ deleted: '1' });
  expect((await vehicle.bind(row)).status).toBe(404);
});

test('the plate is taken as people type it', async () => {
  const row = await vehicle.aVehicle();
  const typed = `${row.plate.slice(0, 2).toLowerCase()}·${row.plate.slice(2)} `;
  expect((await vehicle.bind({ ...row, plate: typed })).status).toBe(201);
});

test('any type of vehicle can be bound; that of an organisation by no person', async () => {
  const truck = await vehicle.aVehicle({ plateType: '01', vehicleType: 'H12' });
  expect((await vehicle.bind(truck)).status).toBe(201);
  expect((await vehicle.bind(await vehicle.aVehicle(COMPANY))).status).toBe(404);
});

test('an organisation binds, sees and unbinds what the registry knows by its code, and no other’s', async () => {
  const van = await vehicle.aVehicle(COMPANY);
  const agent = asAgent(COMPANY.documentNumber, { organisationKind: 'transport-enterprise' });
  const stranger = asAgent('another company');
  expect((await vehicle.bind(van, stranger)).status).toBe(404);
  const bound = await vehicle.bind(van, agent);
  expect(bound).toMatchObject({ status: 201, body: { plate: van.plate } });
  const see = (as: Principal) => vehicle.app.request('GET', '/v1/me/vehicles', { as });
  expect((await see(agent)).body.items).toHaveLength(1);
  expect((await see(stranger)).body.items).toEqual([]);
  const unbind = (as: Principal) =>
    vehicle.app.request('DELETE', `/v1/me/vehicles/${String(bound.body.vehicleId)}`, { as });
  expect([(await unbind(stranger)).status, (await unbind(agent)).status]).toEqual([404, 204]);
});

test('a change of owner in the registry ends an organisation’s binding', async () => {
  const van = await vehicle.aVehicle(COMPANY);
  const agent = asAgent(COMPANY.documentNumber);
  await vehicle.bind(van, agent);
  const see = async () =>
    ((await vehicle.app.request('GET', '/v1/me/vehicles', { as: agent })).body.items as { plate: string }[])
      .map(({ plate }) => plate)
      .includes(van.plate);
  expect(await see()).toBe(true);
  await vehicle.import({ ...van, revision: '2', documentNumber: '91350100M000100Y43' });
  expect(await see()).toBe(false);
});

test('a number that went to another vehicle binds the one that has it now', async () => {
  const old = await vehicle.aVehicle();
  const next = await vehicle.aVehicle({ plate: old.plate });
  await vehicle.import({ ...old, revision: '2', deleted: '1' });
  expect((await vehicle.bind(old)).status).toBe(404);
  expect((await vehicle.bind(next)).body.vinEnd).toBe(next.vin.slice(-6));
});

test.each<[string, unknown, number, string, string | undefined]>([
  ['a plate with I', { plate: '冀AI1234', plateType: '02' }, 422, 'request.invalid', 'plate.serials'],
  ['a plate of another type', { plate: '冀A12345', plateType: '52' }, 422, 'request.invalid', 'plate.type'],
  ['an unknown plate type', { plate: '冀A12345', plateType: '99' }, 422, 'request.invalid', 'field.value'],
  ['nothing', {}, 422, 'request.invalid', 'field.required'],
  [
    'an unknown field',
    { plate: '冀A12345', plateType: '02', vin: 'x' },
    422,
    'request.invalid',
    'field.unknown',
  ],
  ['what is no JSON', '{', 400, 'request.malformed', undefined],
])('%s is refused', async (_title, body, status, code, field) => {
  const answer = await vehicle.app.request('POST', '/v1/me/vehicles', {
    as: ownerOf(),
    body,
    key: 'bad-input',
  });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  const errors = answer.body.errors as { code: string }[] | undefined;
  expect(errors?.[0]?.code).toBe(field);
});

test('no key, nobody, and an operator are refused', async () => {
  const body = { plate: '冀A12345', plateType: '02' };
  const post = (request: object) => vehicle.app.request('POST', '/v1/me/vehicles', { body, ...request });
  expect((await post({ as: ownerOf() })).body.code).toBe('idempotency.key-missing');
  expect((await post({ key: 'some-key' })).body.code).toBe('principal.missing');
  expect((await post({ key: 'some-key', as: asOperator('vehicle') })).body.code).toBe(
    'principal.not-allowed',
  );
});
