import { dayColumn, instantColumn, selected } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Application } from './application';
import type { TimelineEntry } from './timeline';

const columns = {
  serial: { type: 'text', primary: true },
  business: { type: 'text' },
  person: { type: 'text' },
  object: { type: 'uuid' },
  level: { type: 'text' },
  state: { type: 'text' },
  delivery: { type: 'jsonb' },
  feeFen: { name: 'fee_fen', type: 'integer' },
  submittedAt: instantColumn({ name: 'submitted_at' }),
  undoUntil: instantColumn({ name: 'undo_until' }),
  decisionDueOn: dayColumn({ name: 'decision_due_on' }),
  decidedAt: instantColumn({ name: 'decided_at', nullable: true }),
  decidedBy: { name: 'decided_by', type: 'text', nullable: true },
  issueNo: { name: 'issue_no', type: 'integer', nullable: true },
  reasons: { type: 'jsonb' },
  catalogueVersion: { name: 'catalogue_version', type: 'text' },
  handoverVersion: { name: 'handover_version', type: 'bigint' },
  version: { type: 'integer' },
} satisfies Record<keyof Application, EntitySchemaColumnOptions>;

const entryColumns = {
  id: { type: 'bigint', primary: true, generated: true },
  serial: { type: 'text' },
  at: instantColumn(),
  actor: { type: 'text' },
  event: { type: 'text' },
  state: { type: 'text' },
  reasons: { type: 'jsonb' },
  detail: { type: 'jsonb' },
} satisfies Record<keyof TimelineEntry, EntitySchemaColumnOptions>;

const applicationSchema = new EntitySchema<Application>({
  name: 'Application',
  tableName: 'application',
  columns,
});
const timelineEntrySchema = new EntitySchema<TimelineEntry>({
  name: 'TimelineEntry',
  tableName: 'timeline_entry',
  columns: entryColumns,
});

/** The entities of this library, for the service's DataSource. */
export const caseworkEntities: readonly EntitySchema[] = [applicationSchema, timelineEntrySchema];

export const APPLICATION = selected(columns, 'application');
export const ENTRY = selected(entryColumns, 'timeline_entry');
