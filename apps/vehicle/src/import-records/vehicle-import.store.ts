import type { Tx } from '@open122/service';

import type { Vehicle, VehicleBinding } from '../vehicle';
import { VEHICLE } from '../vehicle.schema';

/** Sorted by key, so that two imports take their locks in one order. The guard holds against another file's rows. */
const UPSERT = `insert into vehicle (vehicle_id, vin, plate, plate_type, vehicle_type, owner_kind, owner_ref, revision,
    deleted, status, registered_on, inspection_valid_until, insurance_valid_until, issuing_authority, permit_issue_no,
    plate_issue_no, permit_issue_no_pending_since, version)
  select vehicle_id, vin, plate, plate_type, vehicle_type, owner_kind, owner_ref, revision, deleted,
    string_to_array(status, null), registered_on, inspection_valid_until, insurance_valid_until, issuing_authority,
    permit_issue_no, plate_issue_no, permit_issue_no_pending_since, version
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
    $9::boolean[], $10::text[], $11::date[], $12::date[], $13::date[], $14::text[], $15::integer[], $16::integer[],
    $17::timestamptz[], $18::bigint[])
    as row (vehicle_id, vin, plate, plate_type, vehicle_type, owner_kind, owner_ref, revision, deleted, status,
      registered_on, inspection_valid_until, insurance_valid_until, issuing_authority, permit_issue_no, plate_issue_no,
      permit_issue_no_pending_since, version)
  order by vin
  on conflict (vin) do update set plate = excluded.plate, plate_type = excluded.plate_type,
    vehicle_type = excluded.vehicle_type, owner_kind = excluded.owner_kind, owner_ref = excluded.owner_ref,
    revision = excluded.revision, deleted = excluded.deleted, status = excluded.status,
    registered_on = excluded.registered_on, inspection_valid_until = excluded.inspection_valid_until,
    insurance_valid_until = excluded.insurance_valid_until, issuing_authority = excluded.issuing_authority,
    permit_issue_no = excluded.permit_issue_no, plate_issue_no = excluded.plate_issue_no,
    permit_issue_no_pending_since = excluded.permit_issue_no_pending_since,
    version = greatest(excluded.version, vehicle.version + 1)
  where vehicle.revision < excluded.revision
  returning vehicle_id as "vehicleId", vin, version`;

const REVISIONS = `select vin, revision from vehicle where vin = any($1)`;

const LOCKED = `select ${VEHICLE} from vehicle where vin = any($1) order by vin for update`;

const END_BINDINGS = `delete from vehicle_binding using vehicle
  where vehicle.vehicle_id = vehicle_binding.vehicle_id and vehicle.vehicle_id = any($1)
    and (vehicle.deleted or vehicle.owner_ref <> vehicle_binding.person)
  returning vehicle_binding.vehicle_id as "vehicleId", vehicle_binding.person, bound_at as "boundAt"`;

export type Written = Pick<Vehicle, 'vehicleId' | 'vin' | 'version'>;

export const vehicleImportStore = {
  /** The revisions on record, in the order asked for; null where there is no record. Nothing is locked. */
  async revisions(tx: Tx, vins: readonly string[]): Promise<(number | null)[]> {
    const known = await tx.run<Pick<Vehicle, 'vin' | 'revision'>>('vehicle.revisions', REVISIONS, [vins]);
    const by = new Map(known.map(({ vin, revision }) => [vin, revision]));
    return vins.map((vin) => by.get(vin) ?? null);
  },

  /** Locked: a decision on one of them waits, or was first. */
  lockedByVins(tx: Tx, vins: readonly string[]): Promise<Vehicle[]> {
    return tx.run('vehicle.import-locked', LOCKED, [vins]);
  },

  /** Answers what was written; a record that another import has taken further meanwhile is not. */
  upsert(tx: Tx, all: readonly Vehicle[]): Promise<Written[]> {
    const column = <K extends keyof Vehicle>(name: K): Vehicle[K][] => all.map((each) => each[name]);
    return tx.run('vehicle.upsert', UPSERT, [
      ...[column('vehicleId'), column('vin'), column('plate'), column('plateType'), column('vehicleType')],
      ...[column('ownerKind'), column('ownerRef'), column('revision'), column('deleted')],
      ...[all.map(({ status }) => status.join('')), column('registeredOn'), column('inspectionValidUntil')],
      ...[column('insuranceValidUntil'), column('issuingAuthority'), column('permitIssueNo')],
      ...[column('plateIssueNo'), column('permitIssueNoPendingSince'), column('version')],
    ]);
  },

  /** A change of owner ends all bindings of the vehicle (rules §1.1); so does its leaving the register. */
  endBindings(tx: Tx, vehicleIds: readonly string[]): Promise<VehicleBinding[]> {
    return tx.run('vehicle.end-bindings', END_BINDINGS, [vehicleIds]);
  },
};
