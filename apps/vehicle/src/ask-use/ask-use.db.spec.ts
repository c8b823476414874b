import { AccountChanged, AccountClosed, type PersonRef } from '@open122/contracts';
import type { PersonPrincipal } from '@open122/http';
import { aPersonRef, asPerson, asService, clearOutbox, hear, messageOf, outboxOf } from '@open122/testkit';

import { ownerOf, type Row, VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

let accounts = 0;
/** As identity says it. */
const registered = (
  person: PersonRef,
  more: { account?: string; closed?: boolean; version?: number } = {},
) => {
  const account = more.account ?? `00000000-0000-4000-8000-${String((accounts += 1)).padStart(12, '0')}`;
  const data = { account, person, level: 'online' as const, closed: more.closed ?? false };
  return messageOf({ event: AccountChanged, data, version: more.version ?? 1 });
};
const hears = (...messages: ReturnType<typeof registered>[]) =>
  hear(vehicle.app, 'identity.account', messages);
/** Of somebody who is registered. */
async function aVehicleOfSomebody(change: Partial<Row> = {}): Promise<Row> {
  const row = await vehicle.aVehicle(change);
  await hears(registered(aPersonRef(row.documentNumber)));
  return row;
}
let keys = 0;
const ask = ({ plate, plateType, vin }: Row, as: PersonPrincipal, more: object = {}) =>
  vehicle.app.request('POST', '/v1/me/vehicle-uses', {
    ...{ as, key: `use-${(keys += 1)}`, body: { plate, plateType, vinEnd: vin.slice(-6), ...more } },
  });
const confirm = (useId: string, as: PersonPrincipal, stepUp = `use-vehicle:${useId}`) =>
  vehicle.app.request('POST', `/v1/me/vehicle-uses/${useId}/confirmation`, {
    ...{ as, key: `confirm-${(keys += 1)}`, body: {}, stepUp },
  });
async function use(row: Row, as: PersonPrincipal): Promise<string> {
  const asked = await ask(row, as);
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
  const useId = asked.body.useId as string;
  const begun = await confirm(useId, as);
  if (begun.status !== 200) throw new Error(JSON.stringify(begun.body));
  return useId;
}
const mine = async (as: PersonPrincipal) =>
  (await vehicle.app.request('GET', '/v1/me/vehicle-uses', { as })).body.items as {
    useId: string;
    state: string;
  }[];
const users = (vehicleId: string, as: PersonPrincipal) =>
  vehicle.app.request('GET', `/v1/me/vehicles/${vehicleId}/users`, { as });
const end = (path: string, as: PersonPrincipal) => vehicle.app.request('DELETE', `/v1/me/${path}`, { as });
let people = 0;
const aUser = (level: 'online' | 'window' = 'window') => asPerson(`user ${(people += 1)}`, { level });

test('asked for by what stands on the permit, begun with the owner’s consent, seen by both', async () => {
  await clearOutbox(vehicle.app.database);
  const [row, user] = [await aVehicleOfSomebody(), aUser()];
  const asked = await ask(row, user);
  expect(asked).toMatchObject({
    status: 201,
    body: { state: 'asked', vehicle: { plate: row.plate }, since: null },
  });
  const useId = asked.body.useId as string;
  const { vehicleId } = asked.body.vehicle as { vehicleId: string };
  const begun = await confirm(useId, user);
  expect(begun).toMatchObject({
    status: 200,
    body: { state: 'bound', since: '2026-01-05T09:00:00.000+08:00' },
  });
  expect(await mine(user)).toMatchObject([{ useId, state: 'bound' }]);
  expect((await users(vehicleId, ownerOf(row.documentNumber))).body.items).toMatchObject([{ useId }]);
  expect((await users(vehicleId, user)).body.code).toBe('vehicle.not-found');
  const said = (await outboxOf(vehicle.app.database)).filter(({ type }) => type.startsWith('VehicleUse'));
  expect(said.map(({ type }) => type)).toEqual(['VehicleUseAsked', 'VehicleUseBegan']);
  expect(said[0]?.data).toMatchObject({ owner: aPersonRef(row.documentNumber), person: user.person });
});

test('an unknown plate and the end of another VIN are one and the same answer, ten times a day', async () => {
  const [row, user] = [await aVehicleOfSomebody(), aUser()];
  const answers = [
    await ask({ ...row, plate: '冀A99999' }, user),
    await ask(row, user, { vinEnd: '000000' }),
  ];
  const seen = answers.map(({ status, body: { code, detail } }) => ({ status, code, detail }));
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]).toMatchObject({ status: 422, code: 'vehicle-use.not-evident' });
  for (let tries = 2; tries < 10; tries += 1) await ask(row, user, { vinEnd: '000000' });
  const refused = await ask(row, user);
  expect([refused.status, refused.body.code]).toEqual([429, 'vehicle-use.too-many-tries']);
  expect(Number(refused.headers.get('retry-after'))).toBe(15 * 3_600);
});

test('guesses at the same moment are counted too; a repetition under its key is none', async () => {
  const [row, user] = [await aVehicleOfSomebody(), aUser()];
  const { plate, plateType } = row;
  const guess = (nth: number) =>
    vehicle.app.request('POST', '/v1/me/vehicle-uses', {
      ...{ as: user, key: `guess-${nth}`, body: { plate, plateType, vinEnd: `00000${nth % 10}` } },
    });
  const answers = await Promise.all(Array.from({ length: 25 }, (_, nth) => guess(nth)));
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  const counted = answers.findIndex(({ status }) => status === 422);
  expect((await guess(counted)).body.code).toBe('vehicle-use.not-evident');
});

test('the end of the VIN is taken as people type it', async () => {
  const row = await aVehicleOfSomebody({ vin: 'LSVAA0000000AB12C' });
  expect((await ask(row, aUser(), { vinEnd: ' ０ab12 c' })).status).toBe(201);
});

test('before the owner’s consent nothing is told of the vehicle; then it is among the user’s, not as his own', async () => {
  const [row, user] = [await aVehicleOfSomebody({ status: 'K' }), aUser()];
  const vehicles = async () =>
    (await vehicle.app.request('GET', '/v1/me/vehicles', { as: user })).body.items as object[];
  const asked = await ask(row, user);
  const { plate, plateType, vin } = row;
  expect(asked.body.vehicle).toEqual({
    vehicleId: expect.any(String),
    ...{ plate, plateType, plateTypeText: '小型汽车', vinEnd: vin.slice(-6) },
  });
  expect(await vehicles()).toEqual([]);
  const useId = asked.body.useId as string;
  await confirm(useId, user);
  expect(await vehicles()).toMatchObject([{ own: false, useId, plate, status: [{ letter: 'K' }] }]);
  const { vehicleId, owner } = await vehicle.aBoundVehicle();
  const his = await vehicle.app.request('GET', `/v1/me/vehicles/${vehicleId}`, { as: owner });
  expect(his.body).toMatchObject({ own: true, useId: null });
});

test('what is held of a use names the other to neither', async () => {
  const [row, user] = [await aVehicleOfSomebody(), aUser()];
  const useId = await use(row, user);
  const owner = ownerOf(row.documentNumber);
  const held = async (of: PersonRef) => {
    const as = asService('gateway', 'export for himself');
    const { body } = await vehicle.app.request('GET', `/internal/persons/${of}/export`, { as });
    return body.records as Record<string, unknown[]>;
  };
  expect(await held(user.person)).toMatchObject({ bindings: [], uses: [{ useId, as: 'user' }] });
  expect(await held(owner.person)).toMatchObject({ uses: [{ useId, as: 'owner' }] });
  expect(JSON.stringify(await held(user.person))).not.toContain(owner.person);
  expect(JSON.stringify(await held(owner.person))).not.toContain(user.person);
});

test('an account of level online is refused by the policy', async () => {
  expect((await ask(await aVehicleOfSomebody(), aUser('online'))).body.code).toBe('principal.level-too-low');
});

test('one’s own vehicle, an organisation’s, and that of somebody who is not registered are refused with the reason', async () => {
  const own = await aVehicleOfSomebody();
  expect((await ask(own, ownerOf(own.documentNumber))).body.code).toBe('vehicle-use.own');
  const company = {
    ownerKind: 'organisation',
    documentType: 'credit-code',
    documentNumber: '91310115591693856A',
  };
  expect((await ask(await vehicle.aVehicle(company), aUser())).body.code).toBe(
    'vehicle-use.owner-not-individual',
  );
  expect((await ask(await vehicle.aVehicle(), aUser())).body.code).toBe('vehicle-use.owner-not-registered');
});

test('twenty confirmations at once are three uses', async () => {
  const user = aUser();
  const rows = await Promise.all(Array.from({ length: 10 }, () => aVehicleOfSomebody()));
  const asked: string[] = [];
  for (const row of rows) asked.push((await ask(row, user)).body.useId as string);
  const answers = await Promise.all([...asked, ...asked].map((useId) => confirm(useId, user)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  expect((await mine(user)).filter(({ state }) => state === 'bound')).toHaveLength(3);
  const fourth = answers.find(({ body }) => body.code === 'vehicle-use.too-many');
  expect(fourth?.status).toBe(422);
});

test('a vehicle has three users at most besides its owner', async () => {
  const row = await aVehicleOfSomebody();
  for (const user of [aUser(), aUser(), aUser()]) await use(row, user);
  expect((await ask(row, aUser())).body.code).toBe('vehicle-use.too-many-users');
});

test('the consent is for this use alone, once, within thirty minutes, and for whoever asked', async () => {
  const [row, user] = [await aVehicleOfSomebody(), aUser()];
  const useId = (await ask(row, user)).body.useId as string;
  expect((await confirm(useId, user, 'use-vehicle:other')).body.code).toBe('step-up.other-purpose');
  expect((await confirm(useId, aUser())).body.code).toBe('vehicle-use.not-found');
  expect((await confirm('nonsense', user)).body.code).toBe('vehicle-use.not-found');
  const late = (await ask(await aVehicleOfSomebody(), user)).body.useId as string;
  vehicle.app.clock.advance(30 * 60_000);
  expect((await confirm(late, user)).body.code).toBe('vehicle-use.consent-over');
  expect(await mine(user)).toEqual([]);
});

test('its user ends it, or the owner does; nobody else', async () => {
  const [row, user, other] = [await aVehicleOfSomebody(), aUser(), aUser()];
  const owner = ownerOf(row.documentNumber);
  const [first, second] = [await use(row, user), await use(row, other)];
  const { vehicleId } = (await ask(await aVehicleOfSomebody(), aUser())).body.vehicle as {
    vehicleId: string;
  };
  expect((await end(`vehicle-uses/${first}`, other)).status).toBe(404);
  expect((await end(`vehicle-uses/${first}`, owner)).status).toBe(404);
  expect((await end(`vehicles/${vehicleId}/users/${second}`, owner)).status).toBe(404);
  expect((await end(`vehicle-uses/${first}`, user)).status).toBe(204);
  expect((await end(`vehicle-uses/${first}`, user)).status).toBe(404);
  const ofRow = await vehicle.app.database.run<{ id: string }>(
    ...(['spec.vehicle', 'select vehicle_id as id from vehicle where vin = $1', [row.vin]] as const),
  );
  expect((await end(`vehicles/${ofRow[0]?.id}/users/${second}`, other)).status).toBe(404);
  expect((await end(`vehicles/${ofRow[0]?.id}/users/${second}`, owner)).status).toBe(204);
  expect(await mine(other)).toEqual([]);
  expect((await ask(row, user)).status).toBe(201);
});

test('a change of owner, and leaving the register, end every use', async () => {
  for (const change of [{ documentNumber: 'E77770001' }, { deleted: '1' }]) {
    await clearOutbox(vehicle.app.database);
    const [row, user, asking] = [await aVehicleOfSomebody(), aUser(), aUser()];
    await use(row, user);
    const asked = (await ask(row, asking)).body.useId as string;
    await vehicle.import({ ...row, revision: '2', ...change });
    expect(await mine(user)).toEqual([]);
    expect((await confirm(asked, asking)).body.code).toBe('vehicle-use.not-found');
    const ended = (await outboxOf(vehicle.app.database)).filter(({ type }) => type === 'VehicleUseEnded');
    expect(ended).toMatchObject([{ data: { by: 'registry', person: user.person } }]);
  }
});

test('whoever closes his account uses nothing, and nobody uses what is his', async () => {
  const [row, other, user, another] = [
    await aVehicleOfSomebody(),
    await aVehicleOfSomebody(),
    aUser(),
    aUser(),
  ];
  await use(row, user);
  await use(row, another);
  await use(other, user);
  const closed = { account: '00000000-0000-4000-8000-00000000cccc', at: vehicle.app.clock.now() };
  const closes = (person: PersonRef) =>
    hear(vehicle.app, 'identity.closure', [messageOf({ event: AccountClosed, data: { ...closed, person } })]);
  await closes(user.person);
  expect([await mine(user), (await mine(another)).length]).toEqual([[], 1]);
  await closes(aPersonRef(row.documentNumber));
  expect(await mine(another)).toEqual([]);
});

test('what is used is no ground for a business: it is not one’s own', async () => {
  const [row, user] = [await aVehicleOfSomebody(), aUser()];
  const asked = await ask(row, user);
  await confirm(asked.body.useId as string, user);
  const { vehicleId } = asked.body.vehicle as { vehicleId: string };
  const eligible = await vehicle.app.request('GET', `/v1/services/V1/eligibility?object=${vehicleId}`, {
    as: user,
  });
  expect(eligible.body.code).toBe('vehicle.not-found');
});

describe('the copy of the accounts', () => {
  const may = async (row: Row) => (await ask(row, aUser())).body.code ?? 'allowed';

  test('handled, closed, duplicate and out of order', async () => {
    const row = await vehicle.aVehicle();
    const [person, account] = [aPersonRef(row.documentNumber), '00000000-0000-4000-8000-00000000aaaa'];
    const open = registered(person, { account, version: 1 });
    await hears(open, open);
    expect(await may(row)).toBe('allowed');
    await hears(registered(person, { account, closed: true, version: 2 }));
    await hears(open);
    expect(await may(row)).toBe('vehicle-use.owner-not-registered');
  });

  test('poison is buried, the words beside it are copied', async () => {
    const [row, other] = [await vehicle.aVehicle(), await vehicle.aVehicle()];
    const broken = { ...registered(aPersonRef(other.documentNumber)), value: Buffer.from('[]') };
    await hears(broken, registered(aPersonRef(row.documentNumber)));
    expect([await may(row), await may(other)]).toEqual(['allowed', 'vehicle-use.owner-not-registered']);
  });

  test('transient failure: while the row is held the word waits and is not lost', async () => {
    const row = await vehicle.aVehicle();
    const [person, account] = [aPersonRef(row.documentNumber), '00000000-0000-4000-8000-00000000bbbb'];
    await hears(registered(person, { account, closed: true }));
    let release: () => void = () => undefined;
    const held = vehicle.app.database.transaction(async (tx) => {
      await tx.run('spec.hold', 'select 1 from account_copy where account = $1 for update', [account]);
      await new Promise<void>((released) => (release = released));
    });
    const heard = hears(registered(person, { account, version: 2 }));
    await new Promise((passed) => setTimeout(passed, 2_000));
    release();
    await held;
    expect(await heard).toBe(true);
    expect(await may(row)).toBe('allowed');
  });
});
