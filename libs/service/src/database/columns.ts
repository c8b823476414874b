import type { Instant } from '@open122/contracts';
import type { EntitySchemaColumnOptions, ValueTransformer } from 'typeorm';

/** TypeORM turns timestamptz into a Date before it asks the transformer. */
const asInstant: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: Date | null | undefined) => (value ? (value.toISOString() as Instant) : value),
};

/** An EntitySchema column that holds an {@link Instant}. */
export const instantColumn = (
  options: EntitySchemaColumnOptions | object = {},
): EntitySchemaColumnOptions => ({
  type: 'timestamptz',
  precision: 3,
  transformer: asInstant,
  ...options,
});

/** An EntitySchema column that holds a Day. */
export const dayColumn = (options: EntitySchemaColumnOptions | object = {}): EntitySchemaColumnOptions => ({
  type: 'date',
  ...options,
});

/**
 * The columns of a table as a select list: `licence.issue_no as "issueNo"`. Rows come back in the shape of the plain type, so
 * that no mapper is needed.
 */
export const selected = (columns: Record<string, EntitySchemaColumnOptions>, table: string): string =>
  Object.entries(columns)
    .map(([property, { name }]) => `${table}.${name ?? property} as "${property}"`)
    .join(', ');
