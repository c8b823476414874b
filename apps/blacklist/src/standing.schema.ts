import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Standing } from './standing';

const columns = {
  person: { type: 'text', primary: true },
  causes: { type: 'jsonb' },
  version: { type: 'integer' },
} satisfies Record<keyof Standing, EntitySchemaColumnOptions>;

export const StandingSchema = new EntitySchema<Standing>({
  name: 'Standing',
  tableName: 'standing',
  columns,
});
