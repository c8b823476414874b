import { instantColumn } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Staff } from './staff';

const columns = {
  id: { type: 'uuid', primary: true },
  username: { type: 'text' },
  role: { type: 'text' },
  window: { type: 'text', name: 'window_code', nullable: true },
  owner: { type: 'text', nullable: true },
  person: { type: 'text', nullable: true },
  sealed: { type: 'bytea' },
  keyId: { type: 'text', name: 'key_id' },
  passwordHash: { type: 'text', name: 'password_hash' },
  passwordDue: { type: 'boolean', name: 'password_due' },
  totpStep: { type: 'bigint', name: 'totp_step' },
  createdAt: instantColumn({ name: 'created_at' }),
  endedAt: instantColumn({ name: 'ended_at', nullable: true }),
  version: { type: 'bigint' },
} satisfies Record<keyof Staff, EntitySchemaColumnOptions>;

export const StaffSchema = new EntitySchema<Staff>({ name: 'Staff', tableName: 'staff', columns });
