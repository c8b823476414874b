import type { Day, Instant, PersonRef, Plate, PlateType, UseEnder } from '@open122/contracts';
import type { Statements, Tx } from '@open122/service';

import type { Vehicle } from './vehicle';
import { VEHICLE } from './vehicle.schema';
import type { UseHeld, VehicleUse } from './vehicle-use';

const USE = `use_id as "useId", vehicle_use.vehicle_id as "vehicleId", owner, person, slot, user_slot as "userSlot",
  asked_at as "askedAt", expires_at as "expiresAt", began_at as "beganAt", ended_at as "endedAt", ended_by as "endedBy",
  vehicle_use.version`;
const TRY = `
with earlier as (delete from vehicle_use_try where person = $1 and day < $2)
insert into vehicle_use_try as known (person, day, tries) values ($1, $2, 1)
on conflict (person, day) do update set tries = known.tries + 1 where known.tries < $3 returning tries`;
/** Whoever asks for a person's slots, or for those of a vehicle, at the same time waits. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended($1, 125)), pg_advisory_xact_lock(hashtextextended($2, 126))`;
const FIND = `
select ${VEHICLE} from vehicle
where plate = $1 and plate_type = $2 and not deleted and right(vin, 6) = $3
order by vehicle_id limit 1 for update`;
const STANDING = `
select
  (select count(use_id)::int from vehicle_use where person = $1 and ended_at is null and began_at is not null) as used,
  (select count(use_id)::int from vehicle_use where vehicle_id = $2 and ended_at is null and began_at is not null) as users,
  exists (select from vehicle_use where vehicle_id = $2 and person = $1 and ended_at is null and began_at is not null) as bound,
  exists (select from account_copy where person = $3 and not closed) as registered`;
const INSERT = `
insert into vehicle_use (use_id, vehicle_id, owner, person, asked_at, expires_at, version)
values ($1, $2, $3, $4, $5, $6, 1)`;
const VEHICLE_OF = `select vehicle_id as "vehicleId" from vehicle_use where use_id = $1 and person = $2`;
const OF_PERSON = `select ${USE} from vehicle_use where use_id = $1 and person = $2 for update`;
const FREE = `
select slot, (select min(free) from generate_series(1, 3) as free where not exists (
    select from vehicle_use where vehicle_id = $2 and user_slot = free and ended_at is null)) as "userSlot"
from (select min(free) as slot from generate_series(1, 3) as free where not exists (
    select from vehicle_use where person = $1 and vehicle_use.slot = free and ended_at is null)) as mine`;
const BEGIN = `
update vehicle_use set slot = $3, user_slot = $4, began_at = $5, version = version + 1
where use_id = $1 and version = $2 returning ${USE}`;
const END = `
update vehicle_use set ended_at = $4, ended_by = $5, version = version + 1
where use_id = $1 and ended_at is null
  and case when $3::uuid is null then person = $2 else vehicle_id = $3::uuid and owner = $2 end
returning ${USE}`;
const MINE = `
select ${VEHICLE}, use_id as "useId", asked_at as "askedAt", expires_at as "expiresAt", began_at as "beganAt"
from vehicle_use join vehicle using (vehicle_id)
where person = $1 and ended_at is null and (began_at is not null or expires_at > $2)
order by asked_at desc, use_id limit 100`;
const USERS = `
select ${USE} from vehicle_use where vehicle_id = $1 and owner = $2 and ended_at is null and began_at is not null
order by began_at, use_id`;
const HELD = `
select use_id as "useId", vehicle_id as "vehicleId", case when person = $1 then 'user' else 'owner' end as "as",
  asked_at as "askedAt", began_at as "beganAt", ended_at as "endedAt", ended_by as "endedBy"
from vehicle_use where person = $1 or owner = $1 order by asked_at, use_id`;
const END_CHANGED = `
update vehicle_use set ended_at = $2, ended_by = 'registry', version = vehicle_use.version + 1 from vehicle
where vehicle.vehicle_id = vehicle_use.vehicle_id and vehicle.vehicle_id = any($1) and ended_at is null
  and (vehicle.deleted or vehicle.owner_ref <> vehicle_use.owner)
returning ${USE}, plate`;
const END_OF = `
update vehicle_use set ended_at = $2, ended_by = case when person = $1 then 'user' else 'owner' end,
  version = vehicle_use.version + 1 from vehicle
where vehicle.vehicle_id = vehicle_use.vehicle_id and (person = $1 or owner = $1) and ended_at is null and asked_at <= $2
returning ${USE}, plate`;

/** What the law asks of a use besides what the vehicle itself says. */
export interface UseStanding {
  used: number;
  users: number;
  bound: boolean;
  registered: boolean;
}
/** A use with its vehicle. */
export type UsedVehicle = Vehicle & Pick<VehicleUse, 'useId' | 'askedAt' | 'expiresAt' | 'beganAt'>;

export const vehicleUseStore = {
  /** Counts an attempt to name a vehicle; the person's others wait for this one's end. False when there are no more today. */
  async tried(tx: Tx, person: PersonRef, day: Day, most: number): Promise<boolean> {
    return (await tx.run('vehicle-use.try', TRY, [person, day, most])).length === 1;
  },

  /** By what stands on the permit; locked: an import that changes it waits, or is seen. */
  async evident(tx: Tx, plate: Plate, plateType: PlateType, vinEnd: string): Promise<Vehicle | null> {
    return (await tx.run<Vehicle>('vehicle-use.find', FIND, [plate, plateType, vinEnd]))[0] ?? null;
  },

  /** With the person's slots, and the vehicle's, held until the end of the transaction. */
  async standing(tx: Tx, person: PersonRef, { vehicleId, ownerRef }: Vehicle): Promise<UseStanding> {
    await tx.run('vehicle-use.lock', LOCK, [person, vehicleId]);
    const params = [person, vehicleId, ownerRef];
    const [standing] = await tx.run<UseStanding>('vehicle-use.standing', STANDING, params);
    return standing ?? { used: 0, users: 0, bound: false, registered: false };
  },

  async ask(tx: Tx, { useId, vehicleId, owner, person, askedAt, expiresAt }: VehicleUse): Promise<void> {
    await tx.run('vehicle-use.insert', INSERT, [useId, vehicleId, owner, person, askedAt, expiresAt]);
  },

  /** Of a person's use; null when it is none of his. */
  async vehicleOf(tx: Tx, useId: string, person: PersonRef): Promise<string | null> {
    const [found] = await tx.run<VehicleUse>('vehicle-use.vehicle-of', VEHICLE_OF, [useId, person]);
    return found?.vehicleId ?? null;
  },

  /** A person's, locked. */
  async locked(tx: Tx, useId: string, person: PersonRef): Promise<VehicleUse | null> {
    return (await tx.run<VehicleUse>('vehicle-use.of-person', OF_PERSON, [useId, person]))[0] ?? null;
  },

  /** Takes a slot of the person, and one of the vehicle if it has one left; unique indexes hold what the lock holds. */
  async begin(tx: Tx, { useId, vehicleId, person, version }: VehicleUse, now: Instant): Promise<VehicleUse> {
    const [free] = await tx.run<Pick<VehicleUse, 'slot' | 'userSlot'>>('vehicle-use.free', FREE, [
      person,
      vehicleId,
    ]);
    const params = [useId, version, free?.slot ?? null, free?.userSlot ?? null, now];
    const [begun] = await tx.run<VehicleUse>('vehicle-use.begin', BEGIN, params);
    if (begun === undefined) throw new Error(`use ${useId} has changed meanwhile`);
    return begun;
  },

  /** By its user, or by the owner of the vehicle that is named; null when there was none of his. */
  async end(
    tx: Tx,
    useId: string,
    by: { who: PersonRef; vehicleId: string | null },
    ended: { at: Instant; by: UseEnder },
  ): Promise<VehicleUse | null> {
    const params = [useId, by.who, by.vehicleId, ended.at, ended.by];
    return (await tx.run<VehicleUse>('vehicle-use.end', END, params))[0] ?? null;
  },

  /** What somebody uses, or has asked for and may still confirm; the latest first. */
  mine(statements: Statements, person: PersonRef, now: Instant): Promise<UsedVehicle[]> {
    return statements.run<UsedVehicle>('vehicle-use.mine', MINE, [person, now]);
  },

  /** Who else uses a vehicle, told to its owner. */
  users(statements: Statements, vehicleId: string, owner: PersonRef): Promise<VehicleUse[]> {
    return statements.run<VehicleUse>('vehicle-use.users', USERS, [vehicleId, owner]);
  },

  /** All that is held of somebody, as user and as owner, without saying who the other is. */
  about(tx: Tx, person: PersonRef): Promise<UseHeld[]> {
    return tx.run<UseHeld>('vehicle-use.about', HELD, [person]);
  },

  /** Ends what a person used at a moment, and what others used of his. */
  endOf(tx: Tx, person: PersonRef, at: Instant): Promise<(VehicleUse & { plate: Plate })[]> {
    return tx.run('vehicle-use.end-of', END_OF, [person, at]);
  },

  /** Ends every use of vehicles that have another owner than when it was asked for, or have left the register. */
  endChanged(
    tx: Tx,
    vehicleIds: readonly string[],
    now: Instant,
  ): Promise<(VehicleUse & { plate: Plate })[]> {
    return tx.run('vehicle-use.end-changed', END_CHANGED, [vehicleIds, now]);
  },
};
