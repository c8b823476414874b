import { dayColumn, instantColumn, selected } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Vehicle, VehicleBinding } from './vehicle';

const columns = {
  vehicleId: { name: 'vehicle_id', type: 'uuid', primary: true },
  vin: { type: 'text' },
  plate: { type: 'text' },
  plateType: { name: 'plate_type', type: 'text' },
  vehicleType: { name: 'vehicle_type', type: 'text' },
  ownerKind: { name: 'owner_kind', type: 'text' },
  ownerRef: { name: 'owner_ref', type: 'text' },
  revision: { type: 'bigint' },
  deleted: { type: 'boolean' },
  status: { type: 'text', array: true },
  registeredOn: dayColumn({ name: 'registered_on' }),
  inspectionValidUntil: dayColumn({ name: 'inspection_valid_until', nullable: true }),
  insuranceValidUntil: dayColumn({ name: 'insurance_valid_until', nullable: true }),
  issuingAuthority: { name: 'issuing_authority', type: 'text' },
  permitIssueNo: { name: 'permit_issue_no', type: 'integer' },
  plateIssueNo: { name: 'plate_issue_no', type: 'integer' },
  permitIssueNoPendingSince: instantColumn({ name: 'permit_issue_no_pending_since', nullable: true }),
  version: { type: 'bigint' },
} satisfies Record<keyof Vehicle, EntitySchemaColumnOptions>;

const bindingColumns = {
  vehicleId: { name: 'vehicle_id', type: 'uuid', primary: true },
  person: { type: 'text' },
  boundAt: instantColumn({ name: 'bound_at' }),
} satisfies Record<keyof VehicleBinding, EntitySchemaColumnOptions>;

export const VEHICLE = selected(columns, 'vehicle');

export const VehicleSchema = new EntitySchema<Vehicle>({ name: 'Vehicle', tableName: 'vehicle', columns });
export const BindingSchema = new EntitySchema<VehicleBinding>({
  name: 'VehicleBinding',
  tableName: 'vehicle_binding',
  columns: bindingColumns,
});
