import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';
import { MoreThan } from 'typeorm';

import type { Address, PostalAddress } from './address';
import { AddressSchema } from './address.schema';
import { Vault } from './vault';

const LOCK = `select pg_advisory_xact_lock(hashtextextended($1, 124))`;

@Injectable()
export class AddressStore {
  constructor(private readonly vault: Vault) {}

  /** Keeps an address; null when the person has `most` already, however many come at once. */
  async keep(
    tx: Tx,
    person: PersonRef,
    address: PostalAddress,
    { most, now }: { most: number; now: Instant },
  ): Promise<string | null> {
    await tx.run('address.lock', LOCK, [person]);
    const kept = await tx.manager.find(AddressSchema, {
      where: { person },
      select: { ref: true },
      take: most,
    });
    if (kept.length >= most) return null;
    const ref = randomUUID();
    const { sealed, keyId } = this.vault.seal(address, person);
    await tx.manager.insert(AddressSchema, { ref, person, sealed, keyId, createdAt: now });
    return ref;
  }

  async page(tx: Tx, person: PersonRef, after: string | null, limit: number): Promise<Address[]> {
    const where = after === null ? { person } : { person, ref: MoreThan(after) };
    return tx.manager.find(AddressSchema, { where, order: { ref: 'ASC' }, take: limit });
  }

  async byRef(tx: Tx, ref: string): Promise<Address | null> {
    return tx.manager.findOneBy(AddressSchema, { ref });
  }

  open({ sealed, keyId, person }: Address): PostalAddress {
    return this.vault.open<PostalAddress>({ sealed, keyId }, person);
  }

  /** Of somebody who has closed his account; nothing is on its way to him. */
  async forget(tx: Tx, person: PersonRef): Promise<void> {
    await tx.manager.delete(AddressSchema, { person });
  }
}
