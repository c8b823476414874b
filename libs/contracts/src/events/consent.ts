import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema } from '../event';
import { PersonRefSchema, UuidSchema } from '../ids';

/** An organisation asks a driver for his consent to see his licence (rules §1.1): identity tells him. */
export const ConsentAsked = event(
  'ConsentAsked',
  Type.Object({ consentId: UuidSchema, person: PersonRefSchema, at: InstantSchema }, closed),
  'consentId',
);
