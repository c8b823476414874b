import type { Facts } from '@open122/catalogue';
import type { Instant, OwnerService, PersonRef } from '@open122/contracts';
import type { Refusal } from '@open122/http';
import type { Tx } from '@open122/service';

import type { Application } from './application';

/** A record as casework needs it. */
export interface OwnedRecord {
  /** The record is this person's and still on the register. */
  own: boolean;
  /** The facts of this owner's records, by their name in the catalogue. */
  facts: Pick<Partial<Facts>, 'licence' | 'vehicle'>;
}

/** What the service that owns the records brings to their casework. */
export interface CaseOwner {
  readonly service: OwnerService;
  /** The record, `lock`ed for this transaction when it is to be decided on; null when there is none. */
  record(tx: Tx, person: PersonRef, object: string, lock: boolean): Promise<OwnedRecord | null>;
  /** All of a person's records, with what he has bound, for the export of what is held about him (design §6). */
  recordsOf(tx: Tx, person: PersonRef): Promise<Record<string, unknown[]>>;
  /** Told for a record that is not there and for one that is another's, so that nobody learns which. */
  notFound(): Refusal;
  /** By the name a business gives: changes the record and returns its new issue number. */
  readonly effects: Readonly<
    Record<string, (tx: Tx, application: Application, now: Instant) => Promise<number>>
  >;
}

/** Injection token of the {@link CaseOwner}. */
export const CASE_OWNER = Symbol('CASE_OWNER');
/** Injection token of the businesses that may be applied for: the catalogue's. */
export const BUSINESSES = Symbol('BUSINESSES');
