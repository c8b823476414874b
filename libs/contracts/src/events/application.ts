import { Type } from '@sinclair/typebox';

import { closed, DaySchema, event, InstantSchema, oneOf } from '../event';
import { PersonRefSchema, SerialSchema } from '../ids';

/** Where the finished document goes: `addressRef` names an address kept in identity, `office` a pickup office of the province file. */
export const DeliverySchema = Type.Union([
  Type.Object({ method: Type.Literal('post'), addressRef: Type.String() }, closed),
  Type.Object({ method: Type.Literal('pickup'), office: Type.String() }, closed),
]);

const application = {
  serial: SerialSchema,
  /** Id of the business in the catalogue. */
  business: Type.String(),
  person: PersonRefSchema,
  /** licenceId or vehicleId. */
  object: Type.String(),
  at: InstantSchema,
};

export const ApplicationSubmitted = event(
  'ApplicationSubmitted',
  Type.Object({ ...application, delivery: DeliverySchema, decisionDueOn: DaySchema }, closed),
  'serial',
);
export const ApplicationUndone = event('ApplicationUndone', Type.Object(application, closed), 'serial');
export const ApplicationAccepted = event(
  'ApplicationAccepted',
  Type.Object({ ...application, catalogueVersion: Type.String() }, closed),
  'serial',
);
export const ApplicationRejected = event(
  'ApplicationRejected',
  Type.Object({ ...application, reasons: Type.Array(Type.String(), { minItems: 1 }) }, closed),
  'serial',
);
/** The application reached a closed state after acceptance: a new one may be made (rules §2.1). */
export const ApplicationClosed = event(
  'ApplicationClosed',
  Type.Object(
    { ...application, state: oneOf(['COMPLETED', 'REFUSED_AT_DOOR', 'PICKUP_LAPSED'] as const) },
    closed,
  ),
  'serial',
);
