import { instantColumn } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Handover } from './handover';

const columns = {
  handoverId: { name: 'handover_id', type: 'uuid', primary: true },
  serial: { type: 'text' },
  business: { type: 'text' },
  person: { type: 'text' },
  document: { type: 'text' },
  issueNo: { name: 'issue_no', type: 'integer' },
  delivery: { type: 'jsonb' },
  returns: { type: 'jsonb' },
  feeFen: { name: 'fee_fen', type: 'integer' },
  postageFen: { name: 'postage_fen', type: 'integer' },
  state: { type: 'text' },
  openedAt: instantColumn({ name: 'opened_at' }),
  formNumber: { name: 'form_number', type: 'text', nullable: true },
  courier: { type: 'text', nullable: true },
  parcel: { type: 'text', nullable: true },
  visits: { type: 'jsonb' },
  visitsCounted: { name: 'visits_counted', type: 'integer' },
  waitingSince: instantColumn({ name: 'waiting_since', nullable: true }),
  refusals: { name: 'refusal_count', type: 'integer' },
  office: { type: 'text', nullable: true },
  readyAt: instantColumn({ name: 'ready_at', nullable: true }),
  pickupUntil: instantColumn({ name: 'pickup_until', nullable: true }),
  heldAfterVisits: { name: 'held_after_visits', type: 'boolean' },
  keptUntil: instantColumn({ name: 'kept_until', nullable: true }),
  handedOverAt: instantColumn({ name: 'handed_over_at', nullable: true }),
  cashFen: { name: 'cash_fen', type: 'integer', nullable: true },
  version: { type: 'integer' },
} satisfies Record<keyof Handover, EntitySchemaColumnOptions>;

export const HandoverSchema = new EntitySchema<Handover>({
  name: 'Handover',
  tableName: 'handover',
  columns,
});
