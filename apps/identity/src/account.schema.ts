import { instantColumn, selected } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Account } from './account';

const columns = {
  id: { type: 'uuid', primary: true },
  person: { type: 'text' },
  level: { type: 'text' },
  phoneRef: { type: 'text', name: 'phone_ref', nullable: true },
  mobile: { type: 'bytea', nullable: true },
  keyId: { type: 'text', name: 'key_id' },
  passwordHash: { type: 'text', name: 'password_hash', nullable: true },
  registeredAt: instantColumn({ name: 'registered_at' }),
  activatedAt: instantColumn({ name: 'activated_at', nullable: true }),
  closedAt: instantColumn({ name: 'closed_at', nullable: true }),
  version: { type: 'bigint' },
} satisfies Record<keyof Account, EntitySchemaColumnOptions>;

export const ACCOUNT = selected(columns, 'account');

export const AccountSchema = new EntitySchema<Account>({ name: 'Account', tableName: 'account', columns });
