import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema, oneOf } from '../event';
import { SERVICES } from '../ids';

const HeadSchema = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256' });

/** A service sealed rows of its audit: another service keeps the head, so that a cut-off tail is found (docs/audit.md). */
export const AuditSealed = event(
  'AuditSealed',
  Type.Object(
    {
      service: oneOf(SERVICES),
      /** Of the seal, from 1 on without a gap. */
      number: Type.Integer({ minimum: 1 }),
      head: HeadSchema,
      /** Rows sealed. */
      count: Type.Integer({ minimum: 1 }),
      /** Wall time. */
      sealedAt: InstantSchema,
    },
    closed,
  ),
  'service',
);
