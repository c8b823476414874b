import type { Instant, Payload, PersonRef, Plate, UseEnder, VehicleUseAsked } from '@open122/contracts';

/** A person's use of a vehicle that is not in his name: asked for, begun with its owner's consent, ended (rules §1.1). */
export interface VehicleUse {
  useId: string;
  vehicleId: string;
  /** When it was asked for; another owner ends it. */
  owner: PersonRef;
  person: PersonRef;
  /** One of the person's three; null until it has begun. */
  slot: number | null;
  /** One of the vehicle's, where the law counts its users. */
  userSlot: number | null;
  askedAt: Instant;
  /** Exclusive: until then the owner may consent. */
  expiresAt: Instant;
  /** Only violations after it may be handled (rules §1.1). */
  beganAt: Instant | null;
  endedAt: Instant | null;
  endedBy: UseEnder | null;
  version: number;
}

/** A use as its user, or the owner, is told what is held of him: nobody is named. */
export type UseHeld = Pick<
  VehicleUse,
  'useId' | 'vehicleId' | 'askedAt' | 'beganAt' | 'endedAt' | 'endedBy'
> & {
  as: 'user' | 'owner';
};

/** What its events say. */
export const useSaid = (
  { useId, vehicleId, owner, person }: VehicleUse,
  plate: Plate,
  at: Instant,
): Payload<typeof VehicleUseAsked> => ({ useId, vehicleId, plate, owner, person, at });
