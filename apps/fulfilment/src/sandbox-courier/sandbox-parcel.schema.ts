import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { SandboxParcel } from './sandbox-parcel';

const columns = {
  parcel: { type: 'text', primary: true },
  handoverId: { name: 'handover_id', type: 'uuid' },
  behaviour: { type: 'text' },
  collectFen: { name: 'collect_fen', type: 'integer' },
  limits: { type: 'jsonb' },
  visits: { type: 'jsonb' },
} satisfies Record<keyof SandboxParcel, EntitySchemaColumnOptions>;

export const SandboxParcelSchema = new EntitySchema<SandboxParcel>({
  name: 'SandboxParcel',
  tableName: 'sandbox_parcel',
  columns,
});
