import { type Static, Type } from '@sinclair/typebox';

import { closed, DaySchema, oneOf } from './event';

const Words = Type.Object({ zh: Type.String(), en: Type.String() }, closed);

/** A province as its file in deploy/provinces describes it: one build serves every province. */
export const ProvinceSchema = Type.Object(
  {
    /** Two letters, e.g. he. */
    code: Type.String({ pattern: '^[a-z]{2}$' }),
    character: Type.String({ minLength: 1, maxLength: 1 }),
    areaCode: Type.String({ pattern: '^\\d{2}$' }),
    name: Words,
    /** A sandbox has a test clock and readable SMS. */
    sandbox: Type.Boolean(),
    cities: Type.Array(
      Type.Object(
        {
          letter: Type.String({ pattern: '^[A-HJ-NP-Z]$' }),
          areaCode: Type.String({ pattern: '^\\d{4}$' }),
          name: Words,
        },
        closed,
      ),
    ),
    windows: Type.Array(
      Type.Object(
        {
          code: Type.String({ pattern: '^[a-z0-9-]+$' }),
          kind: oneOf(['individual', 'organisation'] as const),
          area: Type.String({ pattern: '^\\d{6}$' }),
          name: Words,
        },
        closed,
      ),
      { minItems: 1 },
    ),
    offices: Type.Array(Type.Object({ code: Type.String(), name: Words, address: Words }, closed), {
      minItems: 1,
    }),
    couriers: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[a-z0-9-]+$' }),
          name: Words,
          /** Where parcels are announced; the sandbox courier answers on the fulfilment service itself. */
          url: Type.Optional(Type.String()),
          /** Public JWKs (Ed25519) that sign the courier's callbacks. */
          keys: Type.Array(Type.Record(Type.String(), Type.String())),
        },
        closed,
      ),
      { minItems: 1 },
    ),
    holidays: Type.Object({ daysOff: Type.Array(DaySchema), makeUpDays: Type.Array(DaySchema) }, closed),
    parameters: Type.Object(
      {
        /** First day of V1–V5 and D1–D7, and of the businesses that came after (rules §2). */
        opensFirst: DaySchema,
        opensSecond: DaySchema,
        undoMinutes: Type.Integer({ minimum: 0 }),
        correctionWorkingDays: Type.Integer({ minimum: 1 }),
        postageFen: Type.Integer({ minimum: 0 }),
        licenceFeeFen: Type.Integer({ minimum: 0 }),
        vehiclePermitFeeFen: Type.Array(Type.Tuple([DaySchema, Type.Integer({ minimum: 0 })]), {
          minItems: 1,
        }),
      },
      closed,
    ),
  },
  closed,
);
export type Province = Static<typeof ProvinceSchema>;
export type Parameters = Province['parameters'];
export type Words = Static<typeof Words>;
