import { Injectable } from '@nestjs/common';
import { type Instant, type PersonRef, StandingChanged } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { newStanding, type Standing, standingFact } from './standing';
import { StandingSchema } from './standing.schema';

const OPEN = `insert into standing (person, causes, version) values ($1, '[]', 0) on conflict (person) do nothing`;

/** One standing per person; a change goes into the row and, in full, onto the fact topic. */
@Injectable()
export class StandingStore {
  constructor(private readonly outbox: Outbox) {}

  /** A person nothing is known of has a clean standing. */
  async find(tx: Tx, person: PersonRef): Promise<Standing> {
    return (await tx.manager.findOneBy(StandingSchema, { person })) ?? newStanding(person);
  }

  /** Held for the rest of the transaction; made when it is not there, so that two first causes meet at its row. */
  async lock(tx: Tx, person: PersonRef): Promise<Standing> {
    await tx.run('standing.open', OPEN, [person]);
    return tx.manager.findOneOrFail(StandingSchema, {
      where: { person },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Throws when the standing was changed since it was read: two causes of one person in the same transaction. */
  async update(tx: Tx, before: Standing, after: Standing, at: Instant): Promise<void> {
    const { person, causes, version } = after;
    const { affected } = await tx.manager.update(
      StandingSchema,
      { person, version: before.version },
      { causes: [...causes], version },
    );
    if (affected !== 1) throw new Error(`a standing is not at version ${before.version} any more`);
    await this.outbox.add(tx, StandingChanged, standingFact(after), { version, at });
  }
}
