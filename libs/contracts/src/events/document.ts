import { type Static, Type } from '@sinclair/typebox';

import { closed, event, InstantSchema, oneOf } from '../event';
import { PersonRefSchema, SerialSchema } from '../ids';
import { DeliverySchema } from './application';

export const DOCUMENTS = ['driving-licence', 'vehicle-permit'] as const;
export type DocumentKind = (typeof DOCUMENTS)[number];
export type Delivery = Static<typeof DeliverySchema>;

/** An accepted application whose document is to be produced and handed over (fulfilment opens a handover). */
export const DocumentDue = event(
  'DocumentDue',
  Type.Object(
    {
      serial: SerialSchema,
      business: Type.String(),
      person: PersonRefSchema,
      document: oneOf(DOCUMENTS),
      /** The record's issue number after acceptance: the former document is void. */
      issueNo: Type.Integer({ minimum: 1 }),
      delivery: DeliverySchema,
      /** Fee of the business in fen, without postage. */
      feeFen: Type.Integer({ minimum: 0 }),
      /** What the applicant gives back in the same visit. */
      returns: Type.Array(Type.String()),
      at: InstantSchema,
    },
    closed,
  ),
  'serial',
);
