import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema, oneOf } from '../event';
import { PersonRefSchema, UuidSchema } from '../ids';

/** A person's use of a vehicle that is not in his name (rules §1.1). */
const use = {
  useId: UuidSchema,
  vehicleId: UuidSchema,
  plate: Type.String(),
  owner: PersonRefSchema,
  /** Who uses it. */
  person: PersonRefSchema,
  at: InstantSchema,
};

/** Somebody asks for the owner's consent: identity sends the code to the owner. */
export const VehicleUseAsked = event('VehicleUseAsked', Type.Object(use, closed), 'useId');
export const VehicleUseBegan = event('VehicleUseBegan', Type.Object(use, closed), 'useId');
export const USE_ENDERS = ['owner', 'user', 'registry'] as const;
export type UseEnder = (typeof USE_ENDERS)[number];
export const VehicleUseEnded = event(
  'VehicleUseEnded',
  Type.Object({ ...use, by: oneOf(USE_ENDERS) }, closed),
  'useId',
);
