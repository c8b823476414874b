import type { Instant, PersonRef } from '@open122/contracts';

/** Addresses kept at most per person [D]. */
export const ADDRESSES_MOST = 20;

/** Where a parcel goes, and who takes it there. */
export interface PostalAddress {
  /** GB/T 2260, 6 digits. */
  area: string;
  /** Street, number, room. */
  detail: string;
  recipient: string;
  /** 11 digits. */
  mobile: string;
}

export interface Address {
  /** What everyone else knows of it. */
  ref: string;
  person: PersonRef;
  /** Sealed {@link PostalAddress}, bound to the person's reference. */
  sealed: Buffer;
  keyId: string;
  createdAt: Instant;
}
