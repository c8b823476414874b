import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema } from '../event';
import { PersonRefSchema, UuidSchema } from '../ids';

/** A person has closed his account: what he had bound until then is bound no more (rules §1). */
export const AccountClosed = event(
  'AccountClosed',
  Type.Object({ account: UuidSchema, person: PersonRefSchema, at: InstantSchema }, closed),
  'account',
);
