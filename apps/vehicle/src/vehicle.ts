import type {
  Day,
  Instant,
  OrgRef,
  Payload,
  PersonRef,
  Plate,
  PlateType,
  VehicleChanged,
  VehicleStatus,
} from '@open122/contracts';
import type { Party } from '@open122/http';

/** A vehicle as the inner registry has it (rules §9a), with what this platform has changed since. */
export interface Vehicle {
  vehicleId: string;
  /** 17 characters, the record's key in the registry. */
  vin: string;
  plate: Plate;
  plateType: PlateType;
  vehicleType: string;
  ownerKind: 'person' | 'organisation';
  ownerRef: PersonRef | OrgRef;
  /** Of the registry's row; grows. */
  revision: number;
  deleted: boolean;
  status: VehicleStatus[];
  registeredOn: Day;
  inspectionValidUntil: Day | null;
  insuranceValidUntil: Day | null;
  issuingAuthority: string;
  permitIssueNo: number;
  plateIssueNo: number;
  /** Since when the permit's issue number raised here waits for the registry's echo; null when there is nothing to wait for. */
  permitIssueNoPendingSince: Instant | null;
  /** Of this record here; the version of its events. */
  version: number;
}

/** A vehicle bound by its owner (rules §1.1). */
export interface VehicleBinding {
  vehicleId: string;
  /** Whose it is: a person's reference or an organisation's, which are never the same. */
  person: PersonRef | OrgRef;
  boundAt: Instant;
}

/** With its binding to whoever asks. */
export type BoundVehicle = Vehicle &
  Pick<VehicleBinding, 'boundAt'> & {
    /** Of the use by which a vehicle not in his name is bound; null when it is his own. */
    useId: string | null;
  };

/** Own = the record's owner is the account's person or organisation, and the record is still on the register (rules §1.1). */
export const isOwn = (
  { ownerKind, ownerRef, deleted }: Pick<Vehicle, 'ownerKind' | 'ownerRef' | 'deleted'>,
  { kind, ref }: Party,
): boolean => ownerKind === kind && ownerRef === ref && !deleted;

/** A replacement voids the former permit: its issue number rises, and is pending until a delta echoes it (rules §9a). */
export const replacePermit = (vehicle: Vehicle, now: Instant): Vehicle => ({
  ...vehicle,
  permitIssueNo: vehicle.permitIssueNo + 1,
  permitIssueNoPendingSince: now,
  version: vehicle.version + 1,
});

/** The record's full state, as it goes over the bus. */
export const changed = (vehicle: Vehicle): Payload<typeof VehicleChanged> => ({
  vehicleId: vehicle.vehicleId,
  owner:
    vehicle.ownerKind === 'person'
      ? { kind: 'person', ref: vehicle.ownerRef as PersonRef }
      : { kind: 'organisation', ref: vehicle.ownerRef as OrgRef },
  revision: vehicle.revision,
  deleted: vehicle.deleted,
  plate: vehicle.plate,
  plateType: vehicle.plateType,
  vehicleType: vehicle.vehicleType,
  status: vehicle.status,
  registeredOn: vehicle.registeredOn,
  inspectionValidUntil: vehicle.inspectionValidUntil,
  insuranceValidUntil: vehicle.insuranceValidUntil,
  issuingAuthority: vehicle.issuingAuthority,
  permitIssueNo: vehicle.permitIssueNo,
  plateIssueNo: vehicle.plateIssueNo,
});
