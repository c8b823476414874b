import { Injectable } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';
import type { ResolvedAddress, ResolvedPerson, ServicePrincipal } from '@open122/http';
import { Audit, Database, type Tx } from '@open122/service';

import { AddressStore } from '../address.store';
import { bestParticulars } from '../person';
import { type KnownPerson, PersonStore } from '../person.store';

/** Persons of one call at most. */
export const PERSONS_MOST = 200;

/** Why and for whom another person's data is read; both end in the audit (design §6). */
export interface Reading {
  purpose: string;
  actor: string;
  caller: ServicePrincipal;
}

@Injectable()
export class ResolvePersons {
  constructor(
    private readonly database: Database,
    private readonly persons: PersonStore,
    private readonly addresses: AddressStore,
    private readonly audit: Audit,
  ) {}

  /** Those that are on record, in the order asked for; each read is audited. */
  async resolve(refs: readonly PersonRef[], reading: Reading): Promise<ResolvedPerson[]> {
    return this.database.transaction(async (tx) => {
      const known = await this.persons.known(tx, refs);
      const found = [...new Set(refs)].flatMap((ref) => resolved(known.get(ref)));
      for (const { person } of found) await this.#record(tx, 'person.resolve', person, reading);
      return found;
    });
  }

  /** Null when there is no such address. */
  async address(ref: string, reading: Reading): Promise<ResolvedAddress | null> {
    return this.database.transaction(async (tx) => {
      const address = await this.addresses.byRef(tx, ref);
      if (address === null) return null;
      const { area, detail, recipient, mobile } = this.addresses.open(address);
      await this.#record(tx, 'address.read', address.person, reading, { address: ref });
      return { addressRef: ref, person: address.person, name: recipient, mobile, area, line: detail };
    });
  }

  #record(tx: Tx, action: string, subject: string, reading: Reading, more: object = {}): Promise<void> {
    const { actor, purpose, caller } = reading;
    return this.audit.record(tx, {
      actor,
      action,
      subject,
      purpose,
      detail: { by: caller.service, ...more },
    });
  }
}

function resolved(person: KnownPerson | undefined): ResolvedPerson[] {
  const best = person && bestParticulars(person.records);
  if (!person || !best) return [];
  return [{ person: person.ref, name: best.name, document: person.document, mobile: best.mobile }];
}
