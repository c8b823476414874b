import { Type } from '@sinclair/typebox';

import { closed, event } from '../event';
import { UuidSchema } from '../ids';

/** Sessions ended before their time: their access tokens are worth nothing from now on. */
export const SessionsEnded = event(
  'SessionsEnded',
  Type.Object(
    {
      /** The account, agent or member of staff whose they were. */
      holder: UuidSchema,
      sessions: Type.Array(UuidSchema, { minItems: 1, maxItems: 1000 }),
    },
    closed,
  ),
  'holder',
);
