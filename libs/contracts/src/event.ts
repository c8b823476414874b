import { type Static, type TSchema, Type } from '@sinclair/typebox';

import type { Day, Instant } from './calendar';

/**
 * One kind of event: its name, JSON Schema of its payload, and the field whose value is the Kafka key.
 * Type, validator and AsyncAPI all come from `schema`.
 */
export interface EventDefinition<D = unknown> {
  /** Past tense, no `Event`. */
  readonly type: string;
  readonly schema: TSchema;
  readonly key: keyof D & string;
  /** Never read: carries the payload's type. */
  readonly payload?: D;
}

/** The payload's type of an event definition. */
export type Payload<E> = E extends EventDefinition<infer D> ? D : never;

/** Declares an event. `schema` must be closed (additionalProperties: false), so that nothing unknown crosses the bus. */
export const event = <S extends TSchema>(
  type: string,
  schema: S,
  key: keyof Static<S> & string,
): EventDefinition<Static<S>> => ({ type, schema, key });

export const closed = { additionalProperties: false } as const;

/** Schemas of calendar values. */
export const InstantSchema = Type.Unsafe<Instant>(
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' }),
);
export const DaySchema = Type.Unsafe<Day>(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }));
export const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.String({ enum: [...values] }));
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
