import { instantColumn } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Agent, Organisation } from './organisation';

const organisation = {
  id: { type: 'uuid', primary: true },
  ref: { type: 'text' },
  kind: { type: 'text' },
  registeredAt: instantColumn({ name: 'registered_at' }),
  version: { type: 'bigint' },
} satisfies Record<keyof Organisation, EntitySchemaColumnOptions>;

export const OrganisationSchema = new EntitySchema<Organisation>({
  ...{ name: 'Organisation', tableName: 'organisation', columns: organisation },
});

const agent = {
  id: { type: 'uuid', primary: true },
  organisation: { type: 'uuid' },
  person: { type: 'text' },
  phoneRef: { type: 'text', name: 'phone_ref' },
  mobile: { type: 'bytea' },
  keyId: { type: 'text', name: 'key_id' },
  passwordHash: { type: 'text', name: 'password_hash', nullable: true },
  letter: { type: 'text' },
  mandateFrom: { type: 'date', name: 'mandate_from' },
  mandateUntil: { type: 'date', name: 'mandate_until' },
  registeredAt: instantColumn({ name: 'registered_at' }),
  activatedAt: instantColumn({ name: 'activated_at', nullable: true }),
  endedAt: instantColumn({ name: 'ended_at', nullable: true }),
  version: { type: 'bigint' },
} satisfies Record<keyof Agent, EntitySchemaColumnOptions>;

export const AgentSchema = new EntitySchema<Agent>({ name: 'Agent', tableName: 'agent', columns: agent });
