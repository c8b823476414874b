import { Injectable } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';
import { type CommandRequest, Idempotency, type Page, pageOf, principalPerson } from '@open122/http';
import { Clock, Database, sqlState } from '@open122/service';

import { ADDRESSES_MOST, type PostalAddress } from '../address';
import { AddressStore } from '../address.store';
import { refuse } from '../refusals';

/** A person's addresses: everyone else knows only their references. */
@Injectable()
export class KeepAddresses {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: AddressStore,
    private readonly clock: Clock,
  ) {}

  async keep(command: CommandRequest, address: PostalAddress): Promise<{ addressRef: string }> {
    const { person } = principalPerson(command.principal);
    try {
      const { body } = await this.idempotency.run(command, async (tx) => {
        const now = this.clock.now();
        const addressRef = await this.store.keep(tx, person, address, { most: ADDRESSES_MOST, now });
        if (addressRef === null) throw refuse.addressesFull({ most: String(ADDRESSES_MOST) });
        return { status: 201, body: { addressRef } };
      });
      return body;
    } catch (error) {
      // Nobody on record: an address hangs on its person.
      throw sqlState(error) === '23503' ? refuse.accountUnknown() : error;
    }
  }

  async list(
    person: PersonRef,
    after: string | null,
    limit: number,
  ): Promise<Page<PostalAddress & { addressRef: string }>> {
    const rows = await this.database.read((tx) => this.store.page(tx, person, after, limit + 1));
    const { items, next } = pageOf(rows, limit, ({ ref }) => [ref]);
    return { items: items.map((row) => ({ addressRef: row.ref, ...this.store.open(row) })), next };
  }
}
