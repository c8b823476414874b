import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema } from '../event';
import { PersonRefSchema, UuidSchema } from '../ids';

/** An organisation asks a driver for his consent to see his licence (rules §1.1). */
export const LicenceConsentAsked = event(
  'LicenceConsentAsked',
  Type.Object(
    {
      consentId: UuidSchema,
      licenceId: UuidSchema,
      /** The driver. */
      person: PersonRefSchema,
      /** The organisation's account. */
      organisation: UuidSchema,
      at: InstantSchema,
    },
    closed,
  ),
  'consentId',
);
