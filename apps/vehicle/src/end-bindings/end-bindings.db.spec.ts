import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { AccountClosed, instant, type PersonRef } from '@open122/contracts';
import { hear, type HeardBytes, messageOf } from '@open122/testkit';

import { VehicleService } from '../a-vehicle-service';

let vehicle: VehicleService;
beforeAll(async () => (vehicle = await VehicleService.start()));
afterAll(() => vehicle.close());

const closed = (person: PersonRef, at = '2026-01-05T02:00:00.000Z') =>
  messageOf({ event: AccountClosed, data: { account: randomUUID(), person, at: instant(at) } });
const hears = (...messages: HeardBytes[]) => hear(vehicle.app, 'identity.closure', messages);
const bound = async (vehicleId: string) =>
  (
    await vehicle.app.database.run('spec.bound', 'select from vehicle_binding where vehicle_id = $1', [
      vehicleId,
    ])
  ).length;

test('handled: what was bound when the account was closed is bound no more', async () => {
  const [one, other] = [await vehicle.aBoundVehicle(), await vehicle.aBoundVehicle()];
  await hears(closed(one.owner.person));
  expect([await bound(one.vehicleId), await bound(other.vehicleId)]).toEqual([0, 1]);
});

test('duplicate and out of order: what was bound after the closing stays', async () => {
  const { row, vehicleId, owner } = await vehicle.aBoundVehicle();
  const message = closed(owner.person);
  await hears(message, message);
  expect((await vehicle.bind(row)).status).toBe(201);
  await hears(message, closed(owner.person, '2026-01-05T00:59:59.000Z'));
  expect(await bound(vehicleId)).toBe(1);
});

test('poison goes to the dead letters, its neighbour is handled', async () => {
  const [bad, good] = [await vehicle.aBoundVehicle(), await vehicle.aBoundVehicle()];
  await hears({ ...closed(bad.owner.person), value: Buffer.from('{') }, closed(good.owner.person));
  expect([await bound(bad.vehicleId), await bound(good.vehicleId)]).toEqual([1, 0]);
});

test('transient failure: while the database does not let us, it waits and is not lost', async () => {
  const { vehicleId, owner } = await vehicle.aBoundVehicle();
  let heard: Promise<boolean> | undefined;
  await vehicle.app.database.transaction(async (tx) => {
    await tx.run('spec.lock', 'lock table vehicle_binding in access exclusive mode');
    heard = hears(closed(owner.person));
    await sleep(1_800);
  });
  expect(await heard).toBe(true);
  expect(await bound(vehicleId)).toBe(0);
});
