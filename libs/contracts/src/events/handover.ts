import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema, nullable, oneOf } from '../event';
import { PersonRefSchema, SerialSchema, UuidSchema } from '../ids';

export const HANDOVER_STATES = [
  'OPENED',
  'PRODUCED',
  'AWAITING_DISPATCH',
  'IN_TRANSIT',
  'DELIVERED',
  'READY_FOR_PICKUP',
  'COLLECTED',
  'COMPLETED',
  'CONVERTED_TO_ONSITE',
  'DESTROYED',
] as const;
export type HandoverState = (typeof HANDOVER_STATES)[number];

export const VISIT_OUTCOMES = ['delivered', 'refused', 'nobody-home', 'returns-missing'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

const handover = {
  handoverId: UuidSchema,
  serial: SerialSchema,
  person: PersonRefSchema,
  at: InstantSchema,
};
export const HandoverOpened = event('HandoverOpened', Type.Object(handover, closed), 'handoverId');
export const DocumentProduced = event(
  'DocumentProduced',
  Type.Object({ ...handover, formNumber: Type.String() }, closed),
  'handoverId',
);
export const DispatchAwaited = event('DispatchAwaited', Type.Object(handover, closed), 'handoverId');
export const HandoverDispatched = event(
  'HandoverDispatched',
  Type.Object({ ...handover, courier: Type.String(), parcel: Type.String() }, closed),
  'handoverId',
);
/** One visit of the courier; `refusals` counts refused visits so far, this one included (rules §3). */
export const VisitRecorded = event(
  'VisitRecorded',
  Type.Object(
    {
      ...handover,
      visit: Type.Integer({ minimum: 1 }),
      outcome: oneOf(VISIT_OUTCOMES),
      refusals: Type.Integer({ minimum: 0 }),
      refusalsAllowed: Type.Integer({ minimum: 1 }),
    },
    closed,
  ),
  'handoverId',
);
export const DocumentDelivered = event('DocumentDelivered', Type.Object(handover, closed), 'handoverId');
/** `heldAfterVisits`: nobody could be reached by post, so a lapse of this pickup does not list (rules §3). */
export const DocumentReady = event(
  'DocumentReady',
  Type.Object(
    { ...handover, office: Type.String(), pickupUntil: InstantSchema, heldAfterVisits: Type.Boolean() },
    closed,
  ),
  'handoverId',
);
export const PickupReminded = event(
  'PickupReminded',
  Type.Object({ ...handover, pickupUntil: InstantSchema, day: Type.Integer() }, closed),
  'handoverId',
);
export const DocumentCollected = event('DocumentCollected', Type.Object(handover, closed), 'handoverId');
/** Handed over and all returns checked in. */
export const HandoverCompleted = event('HandoverCompleted', Type.Object(handover, closed), 'handoverId');
/** The last refusal that the rules allow: cause of a listing (rules §4). */
export const DeliveryAbandoned = event(
  'DeliveryAbandoned',
  Type.Object({ ...handover, refusals: Type.Integer(), keptUntil: InstantSchema }, closed),
  'handoverId',
);
/** `lists`: false when the person had chosen post and nobody was reached. */
export const PickupLapsed = event(
  'PickupLapsed',
  Type.Object({ ...handover, lists: Type.Boolean(), keptUntil: nullable(InstantSchema) }, closed),
  'handoverId',
);
export const DocumentDestroyed = event('DocumentDestroyed', Type.Object(handover, closed), 'handoverId');

export const handoverEvents = [
  HandoverOpened,
  DocumentProduced,
  DispatchAwaited,
  HandoverDispatched,
  VisitRecorded,
  DocumentDelivered,
  DocumentReady,
  PickupReminded,
  DocumentCollected,
  HandoverCompleted,
  DeliveryAbandoned,
  PickupLapsed,
  DocumentDestroyed,
] as const;
