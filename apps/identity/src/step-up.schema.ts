import { instantColumn } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { StepUpRequest } from './step-up';

const columns = {
  id: { type: 'uuid', primary: true },
  account: { type: 'uuid' },
  phoneRef: { type: 'text', name: 'phone_ref' },
  purpose: { type: 'text' },
  bodyDigest: { type: 'text', name: 'body_digest' },
  requestedAt: instantColumn({ name: 'requested_at' }),
  expiresAt: instantColumn({ name: 'expires_at', nullable: true }),
} satisfies Record<keyof StepUpRequest, EntitySchemaColumnOptions>;

export const StepUpSchema = new EntitySchema<StepUpRequest>({
  name: 'StepUp',
  tableName: 'step_up',
  columns,
});
