import type { Instant, PersonRef, Plate, PlateType } from '@open122/contracts';
import type { Party } from '@open122/http';
import type { Statements, Tx } from '@open122/service';

import type { BoundVehicle, Vehicle, VehicleBinding } from './vehicle';
import { BindingSchema, VEHICLE, VehicleSchema } from './vehicle.schema';

const RECORD = `select owner_kind as "ownerKind", owner_ref as "ownerRef", deleted, status, plate_type as "plateType",
    vehicle_type as "vehicleType",
    exists (select from vehicle_binding where vehicle_id = vehicle.vehicle_id and vehicle_binding.person = $2) as bound
  from vehicle where vehicle_id = $1`;

const REPLACED = `update vehicle set permit_issue_no = $3, permit_issue_no_pending_since = $4, version = $5
  where vehicle_id = $1 and version = $2 returning vehicle_id`;

const BOUND = `select ${VEHICLE}, bound.bound_at as "boundAt", bound.use_id as "useId"
  from (
    select vehicle_id, bound_at, null::uuid as use_id from vehicle_binding where person = $1
    union all
    select vehicle_id, began_at, use_id from vehicle_use where person = $1 and ended_at is null and began_at is not null
  ) bound join vehicle using (vehicle_id) order by bound.bound_at, vehicle_id`;

const BIND = `insert into vehicle_binding (vehicle_id, person, bound_at) values ($1, $2, $3)
  on conflict (vehicle_id) do nothing returning vehicle_id`;

const UNBIND_ALL = `
delete from vehicle_binding where person = $1 and bound_at <= $2 returning vehicle_id as "vehicleId"`;

type Owner = Party['ref'];

/** What casework asks of a vehicle. */
export interface VehicleRecord extends Pick<
  Vehicle,
  'ownerKind' | 'ownerRef' | 'deleted' | 'status' | 'plateType' | 'vehicleType'
> {
  /** By the person who asks. */
  bound: boolean;
}

export const vehicleStore = {
  /** Somebody's vehicle with this number, locked: an import that changes it waits, or is seen. */
  lockedByPlate(tx: Tx, plate: Plate, plateType: PlateType, { kind, ref }: Party): Promise<Vehicle | null> {
    return tx.manager.findOne(VehicleSchema, {
      where: { plate, plateType, ownerKind: kind, ownerRef: ref, deleted: false },
      order: { vehicleId: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  },

  byId(tx: Tx, vehicleId: string): Promise<Vehicle | null> {
    return tx.manager.findOneBy(VehicleSchema, { vehicleId });
  },

  lockedById(tx: Tx, vehicleId: string): Promise<Vehicle | null> {
    return tx.manager.findOne(VehicleSchema, { where: { vehicleId }, lock: { mode: 'pessimistic_write' } });
  },

  async record(
    tx: Tx,
    vehicleId: string,
    person: PersonRef,
    lock: boolean,
  ): Promise<VehicleRecord | undefined> {
    const rows = lock
      ? await tx.run<VehicleRecord>('vehicle.record-locked', `${RECORD} for update`, [vehicleId, person])
      : await tx.run<VehicleRecord>('vehicle.record', RECORD, [vehicleId, person]);
    return rows[0];
  },

  /** Throws when the vehicle is not at the version that was read. */
  async replacePermit(tx: Tx, before: Vehicle, after: Vehicle): Promise<void> {
    const { permitIssueNo, permitIssueNoPendingSince, version } = after;
    const changed = await tx.run('vehicle.replace-permit', REPLACED, [
      ...[before.vehicleId, before.version, permitIssueNo, permitIssueNoPendingSince, version],
    ]);
    if (changed.length !== 1) throw new Error(`vehicle ${before.vehicleId} has changed meanwhile`);
  },

  /** False when it was bound already. */
  async bind(tx: Tx, vehicleId: string, person: Owner, now: Instant): Promise<boolean> {
    return (await tx.run('vehicle.bind', BIND, [vehicleId, person, now])).length === 1;
  },

  /** False when it was not bound to this person. */
  async unbind(tx: Tx, vehicleId: string, person: Owner): Promise<boolean> {
    const { affected } = await tx.manager.delete(BindingSchema, { vehicleId, person });
    return affected === 1;
  },

  /** Ends what a person had bound at a moment; answers the vehicles. */
  async unbindAll(tx: Tx, person: PersonRef, at: Instant): Promise<string[]> {
    const ended = await tx.run<{ vehicleId: string }>('vehicle.unbind-all', UNBIND_ALL, [person, at]);
    return ended.map(({ vehicleId }) => vehicleId);
  },

  binding(tx: Tx, vehicleId: string, person: Owner): Promise<VehicleBinding | null> {
    return tx.manager.findOneBy(BindingSchema, { vehicleId, person });
  },

  /** What a person or an organisation has bound, vehicles of others too, the oldest binding first. */
  boundTo(statements: Statements, person: Owner): Promise<BoundVehicle[]> {
    return statements.run('vehicle.bound-to', BOUND, [person]);
  },

  ofPerson(tx: Tx, person: PersonRef): Promise<Vehicle[]> {
    return tx.manager.find(VehicleSchema, {
      where: { ownerKind: 'person', ownerRef: person },
      order: { vin: 'ASC' },
    });
  },
};
