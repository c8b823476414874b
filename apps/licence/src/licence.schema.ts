import { dayColumn, instantColumn, selected } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Licence, LicenceBinding } from './licence';

const columns = {
  licenceId: { name: 'licence_id', type: 'uuid', primary: true },
  fileNumber: { name: 'file_number', type: 'text' },
  person: { type: 'text' },
  revision: { type: 'bigint' },
  deleted: { type: 'boolean' },
  classes: { type: 'text', array: true },
  status: { type: 'text', array: true },
  firstIssuedOn: dayColumn({ name: 'first_issued_on' }),
  validFrom: dayColumn({ name: 'valid_from' }),
  validUntil: dayColumn({ name: 'valid_until', nullable: true }),
  issuingAuthority: { name: 'issuing_authority', type: 'text' },
  issueNo: { name: 'issue_no', type: 'integer' },
  issueNoPendingSince: instantColumn({ name: 'issue_no_pending_since', nullable: true }),
  cycleStart: dayColumn({ name: 'cycle_start' }),
  cyclePoints: { name: 'cycle_points', type: 'integer' },
  reached12Cycles: { name: 'reached_12_cycles', type: 'integer', nullable: true },
  medicalUntil: dayColumn({ name: 'medical_until', nullable: true }),
  reviewDue: dayColumn({ name: 'review_due', nullable: true }),
  version: { type: 'bigint' },
} satisfies Record<keyof Licence, EntitySchemaColumnOptions>;

const bindingColumns = {
  licenceId: { name: 'licence_id', type: 'uuid', primary: true },
  person: { type: 'text' },
  boundAt: instantColumn({ name: 'bound_at' }),
} satisfies Record<keyof LicenceBinding, EntitySchemaColumnOptions>;

export const LICENCE = selected(columns, 'licence');

export const LicenceSchema = new EntitySchema<Licence>({ name: 'Licence', tableName: 'licence', columns });
export const BindingSchema = new EntitySchema<LicenceBinding>({
  name: 'LicenceBinding',
  tableName: 'licence_binding',
  columns: bindingColumns,
});
