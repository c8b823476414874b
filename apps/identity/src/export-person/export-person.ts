import { Injectable } from '@nestjs/common';
import { inShanghai, type Instant, type PersonRef } from '@open122/contracts';
import { Audit, Database, type Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { AddressStore } from '../address.store';
import { PersonStore } from '../person.store';
import { AuditReader } from './audit.store';

const AT_ONCE = 1000;

/** All that identity holds about a person, and who read it (design §6). Asked for by the person through the gateway. */
@Injectable()
export class ExportPerson {
  constructor(
    private readonly database: Database,
    private readonly persons: PersonStore,
    private readonly accounts: AccountStore,
    private readonly addresses: AddressStore,
    private readonly reader: AuditReader,
    private readonly audit: Audit,
  ) {}

  /** Null when nothing is held. */
  async export(ref: PersonRef): Promise<object | null> {
    return this.database.transaction(async (tx) => {
      const person = (await this.persons.known(tx, [ref])).get(ref);
      if (person === undefined) return null;
      const about = { actor: 'service:gateway', action: 'person.export', subject: ref };
      await this.audit.record(tx, { ...about, purpose: 'export for the person himself' });
      return {
        person: ref,
        document: person.document,
        records: person.records.map(({ updatedAt, ...record }) => ({
          ...record,
          updatedAt: inShanghai(updatedAt),
        })),
        account: await this.#account(tx, ref),
        addresses: await this.#addresses(tx, ref),
        reads: await this.reader.about(tx, ref, AT_ONCE),
      };
    });
  }

  async #account(tx: Tx, ref: PersonRef): Promise<object | null> {
    const account = await this.accounts.of(tx, ref);
    if (account === null) return null;
    const { id, level, registeredAt, activatedAt } = account;
    const when = (at: Instant | null): string | null => (at === null ? null : inShanghai(at));
    return {
      account: id,
      level,
      mobile: this.accounts.mobileOf(account),
      registeredAt: when(registeredAt),
      activatedAt: when(activatedAt),
    };
  }

  async #addresses(tx: Tx, ref: PersonRef): Promise<object[]> {
    const rows = await this.addresses.page(tx, ref, null, AT_ONCE);
    return rows.map((row) => ({ addressRef: row.ref, ...this.addresses.open(row) }));
  }
}
