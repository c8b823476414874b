import { Type } from '@sinclair/typebox';

import { DELEGATIONS, LICENCE_CLASSES, LICENCE_STATUS, PLATE_TYPES, VEHICLE_STATUS } from '../dictionaries';
import { closed, DaySchema, event, InstantSchema, nullable, oneOf } from '../event';
import { OrgRefSchema, PersonRefSchema, SerialSchema, UuidSchema } from '../ids';

/** Full state of a driving licence's record (rules §9a); no personal data but the reference. */
export const LicenceChanged = event(
  'LicenceChanged',
  Type.Object(
    {
      licenceId: UuidSchema,
      person: PersonRefSchema,
      revision: Type.Integer({ minimum: 1 }),
      deleted: Type.Boolean(),
      classes: Type.Array(oneOf(LICENCE_CLASSES)),
      status: Type.Array(oneOf(LICENCE_STATUS)),
      firstIssuedOn: DaySchema,
      validFrom: DaySchema,
      validUntil: nullable(DaySchema),
      issuingAuthority: Type.String(),
      issueNo: Type.Integer({ minimum: 1 }),
    },
    closed,
  ),
  'licenceId',
);

/** Full state of a vehicle's record (rules §9a). */
export const VehicleChanged = event(
  'VehicleChanged',
  Type.Object(
    {
      vehicleId: UuidSchema,
      owner: Type.Union([
        Type.Object({ kind: Type.Literal('person'), ref: PersonRefSchema }, closed),
        Type.Object({ kind: Type.Literal('organisation'), ref: OrgRefSchema }, closed),
      ]),
      revision: Type.Integer({ minimum: 1 }),
      deleted: Type.Boolean(),
      plate: Type.String(),
      plateType: oneOf(PLATE_TYPES),
      vehicleType: Type.String(),
      status: Type.Array(oneOf(VEHICLE_STATUS)),
      registeredOn: DaySchema,
      inspectionValidUntil: nullable(DaySchema),
      insuranceValidUntil: nullable(DaySchema),
      issuingAuthority: Type.String(),
      permitIssueNo: Type.Integer({ minimum: 1 }),
      plateIssueNo: Type.Integer({ minimum: 1 }),
    },
    closed,
  ),
  'vehicleId',
);

export const LISTING_CAUSES = ['third-refusal', 'pickup-lapsed'] as const;
export type ListingCause = (typeof LISTING_CAUSES)[number];

/** A person's standing on the blacklist, full state (rules §4). Not listed when `listing` is null or over. */
export const StandingChanged = event(
  'StandingChanged',
  Type.Object(
    {
      person: PersonRefSchema,
      listing: nullable(
        Type.Object(
          {
            from: InstantSchema,
            /** Exclusive. */
            until: InstantSchema,
            causes: Type.Array(
              Type.Object({ cause: oneOf(LISTING_CAUSES), serial: SerialSchema, at: InstantSchema }, closed),
              { minItems: 1 },
            ),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  'person',
);

/** The sandbox's test clock: platform time = wall time + offset; the offset only grows. */
export const ClockMoved = event(
  'ClockMoved',
  Type.Object({ clock: Type.Literal('platform'), offsetMilliseconds: Type.Integer({ minimum: 0 }) }, closed),
  'clock',
);

export const GRANT_STANDINGS = ['granted', 'suspended', 'withdrawn'] as const;
export type GrantStanding = (typeof GRANT_STANDINGS)[number];

/** What an organisation may do on behalf of the police, full state, from the first grant on (rules §1). */
export const GrantChanged = event(
  'GrantChanged',
  Type.Object(
    {
      grantId: UuidSchema,
      /** The organisation's account. */
      account: UuidSchema,
      organisation: OrgRefSchema,
      delegation: oneOf(DELEGATIONS),
      standing: oneOf(GRANT_STANDINGS),
      validFrom: DaySchema,
      /** The last day; null: until it is withdrawn. */
      validUntil: nullable(DaySchema),
    },
    closed,
  ),
  'grantId',
);

/** An individual's account, full state: who is registered, and how surely he is known (rules §1). */
export const AccountChanged = event(
  'AccountChanged',
  Type.Object(
    {
      account: UuidSchema,
      person: PersonRefSchema,
      level: oneOf(['online', 'window'] as const),
      closed: Type.Boolean(),
    },
    closed,
  ),
  'account',
);
