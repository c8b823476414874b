import type {
  Instant,
  LicenceStatus,
  Parameters,
  PlateType,
  SerialNumber,
  VehicleStatus,
} from '@open122/contracts';

/** How surely the person is known: registered online, or at a window with the document shown (rules §1). */
export type Level = 'online' | 'window';

/** Everything a rule may ask about; a rule names what it asks. Gathered before the decision, never during it. */
export interface Facts {
  /** The listing's period, end exclusive; both null when never listed. */
  person: { level: Level; listedFrom: Instant | null; listedUntil: Instant | null };
  /** `bound`: to the person's account as his own. */
  licence: { bound: boolean; status: readonly LicenceStatus[] };
  vehicle: {
    bound: boolean;
    status: readonly VehicleStatus[];
    plateType: PlateType;
    vehicleType: string;
  };
  /** Somebody's wish to use a vehicle that is not in his name. `used`: vehicles of this kind he has bound; `users`: of this vehicle. */
  use: {
    own: boolean;
    bound: boolean;
    used: number;
    users: number;
    ownerIsIndividual: boolean;
    ownerIsRegistered: boolean;
  };
  province: { parameters: Parameters };
  /** Another open application of this business and object, if there is one. */
  applications: { openSerial: SerialNumber | null };
}
export type FactName = keyof Facts;

/** `submittedAt` equals `now` at the pre-check and at the submission; at the decision it lies before (rules §2.1). */
export interface When {
  now: Instant;
  submittedAt: Instant;
}
