import { Type } from '@sinclair/typebox';

import type { Day } from './calendar';

/** HMAC-SHA-256 of (document type | normalised number), base64url, 43 characters; only identity can make one. */
export type PersonRef = string & { readonly __personRef: unique symbol };
/** HMAC-SHA-256 of a 9-character organisation code, base64url. */
export type OrgRef = string & { readonly __orgRef: unique symbol };
/** HMAC-SHA-256 of a mobile in E.164, base64url. */
export type PhoneRef = string & { readonly __phoneRef: unique symbol };
/** Number of an application, e.g. HEL202611230000042: province, owner letter, day of submission, counter. */
export type SerialNumber = string & { readonly __serialNumber: unique symbol };

export const SERVICES = ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The services that own records and therefore applications. */
export type OwnerService = 'licence' | 'vehicle';
const OWNER_LETTER = { licence: 'L', vehicle: 'V' } as const satisfies Record<OwnerService, string>;

/** `counter` is the owner's own sequence, never reset; province is its two-letter code in lower case. */
export const serialNumber = (province: string, owner: OwnerService, on: Day, counter: number): SerialNumber =>
  `${province.toUpperCase()}${OWNER_LETTER[owner]}${on.replaceAll('-', '')}${String(counter).padStart(7, '0')}` as SerialNumber;

/** The service that owns an application, read off its serial number; null when it is no serial number of this platform. */
export function ownerOfSerial(serial: string): OwnerService | null {
  const letter = /^[A-Z]{2}([LV])\d{15,}$/.exec(serial)?.[1];
  if (letter === undefined) return null;
  return letter === OWNER_LETTER.licence ? 'licence' : 'vehicle';
}

const REF = '^[A-Za-z0-9_-]{43}$';
/** Schemas of the ids, for events and HTTP documents. */
export const PersonRefSchema = Type.Unsafe<PersonRef>(
  Type.String({ pattern: REF, description: 'PersonRef' }),
);
export const OrgRefSchema = Type.Unsafe<OrgRef>(Type.String({ pattern: REF, description: 'OrgRef' }));
export const SerialSchema = Type.Unsafe<SerialNumber>(
  Type.String({ pattern: '^[A-Z]{2}[LV]\\d{15,}$', description: 'serial number of an application' }),
);
export const UuidSchema = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
