import type { OrgRef, PersonRef } from '@open122/contracts';

/** An identity document as it stands on paper (rules §10); never stored outside identity. */
export interface DocumentNumber {
  readonly type: string;
  readonly number: string;
}

/** A person of a registry file. `source` names file kind and record, e.g. `licence:130100000001`. */
export interface PersonEntry {
  readonly source: string;
  readonly document: DocumentNumber;
  readonly name: string;
  /** National form without prefix, null when unknown. */
  readonly mobile: string | null;
  /** The record has left the register: nothing is on file by it any more. */
  readonly deleted?: true;
}

export interface OrganisationEntry {
  readonly source: string;
  readonly organisation: { readonly type: 'org-code' | 'credit-code'; readonly code: string };
  readonly name: string;
  readonly mobile: string | null;
  readonly deleted?: true;
}

/** What a label or an operator's screen prints of a person. */
export interface ResolvedPerson {
  readonly person: PersonRef;
  readonly name: string;
  readonly document: DocumentNumber;
  readonly mobile: string | null;
}

/** An address kept in identity, for a parcel's label. */
export interface ResolvedAddress {
  readonly addressRef: string;
  readonly person: PersonRef;
  readonly name: string;
  readonly mobile: string;
  readonly area: string;
  readonly line: string;
}

/** An organisation as it is printed for somebody who must know it. */
export interface NamedOrganisation {
  /** Its account. */
  readonly account: string;
  readonly name: string;
}

/** Why and for whom personal data is read: audited by identity (design §6). */
export interface Reading {
  readonly purpose: string;
  /** The text of {@link actorOf}. */
  readonly actor: string;
}

/**
 * Identity's directory (design §1): asked outside transactions by who must print a name or intern a person, never in order to
 * decide. Rejects with a Refusal `unavailable` (503) when identity cannot be reached in time.
 */
export abstract class Directory {
  /** At most 1,000 entries; the references come back in the same order. */
  abstract intern(
    entries: readonly (PersonEntry | OrganisationEntry)[],
  ): Promise<readonly (PersonRef | OrgRef)[]>;
  /** The reference of a document, whether or not the person is known. */
  abstract refOf(document: DocumentNumber): Promise<PersonRef>;
  abstract resolve(persons: readonly PersonRef[], reading: Reading): Promise<readonly ResolvedPerson[]>;
  /** Those of the accounts that are organisations', a hundred at most. */
  abstract organisations(accounts: readonly string[]): Promise<readonly NamedOrganisation[]>;
  /** Null when there is no such address. */
  abstract address(addressRef: string, reading: Reading): Promise<ResolvedAddress | null>;
}
