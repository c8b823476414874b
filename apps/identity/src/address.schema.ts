import { instantColumn } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Address } from './address';

const columns = {
  ref: { type: 'uuid', primary: true },
  person: { type: 'text' },
  sealed: { type: 'bytea' },
  keyId: { type: 'text', name: 'key_id' },
  createdAt: instantColumn({ name: 'created_at' }),
} satisfies Record<keyof Address, EntitySchemaColumnOptions>;

export const AddressSchema = new EntitySchema<Address>({ name: 'Address', tableName: 'address', columns });
