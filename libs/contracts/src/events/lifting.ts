import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema } from '../event';
import { PersonRefSchema, UuidSchema } from '../ids';

/** What operators made of the early end of a person's listing (rules §4). */
const lifting = {
  liftingId: UuidSchema,
  person: PersonRefSchema,
  /** Whether the person himself had asked for it. */
  appealed: Type.Boolean(),
  at: InstantSchema,
};

export const ListingLifted = event('ListingLifted', Type.Object(lifting, closed), 'liftingId');
export const LiftingRefused = event('LiftingRefused', Type.Object(lifting, closed), 'liftingId');
