import { Injectable } from '@nestjs/common';
import { type Instant, ListingLifted, LiftingRefused, type PersonRef } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import { instantColumn, Timers, type Tx } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import { isOpen, type Lifting, type LiftingState } from './lifting';
import type { Standing } from './standing';
import { StandingStore } from './standing.store';

const columns = {
  id: { type: 'uuid', primary: true },
  person: { type: 'text' },
  state: { type: 'text' },
  listedUntil: instantColumn({ name: 'listed_until' }),
  appeal: { type: 'text', nullable: true },
  appealedAt: instantColumn({ name: 'appealed_at', nullable: true }),
  reason: { type: 'text', nullable: true },
  proposedBy: { type: 'text', name: 'proposed_by', nullable: true },
  openedAt: instantColumn({ name: 'opened_at' }),
  changedAt: instantColumn({ name: 'changed_at' }),
  version: { type: 'integer' },
} satisfies Record<keyof Lifting, EntitySchemaColumnOptions>;

export const LiftingSchema = new EntitySchema<Lifting>({
  ...{ name: 'Lifting', tableName: 'lifting', columns },
});

const QUEUE = `
select id, person, state, listed_until as "listedUntil", appeal, appealed_at as "appealedAt", reason,
  proposed_by as "proposedBy", opened_at as "openedAt", changed_at as "changedAt", version
from lifting
where state = $1 and (opened_at, id) > ($2::timestamptz, $3::uuid)
order by opened_at, id limit $4`;

/** Before the first row there is no bound, but a bound that may be missing keeps the index from being used. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Ends what is open together with its listing. */
export const LAPSE_LIFTING = 'lapse-lifting';

/** Liftings change while their person's standing is held, which orders them. */
@Injectable()
export class LiftingStore {
  constructor(
    private readonly standings: StandingStore,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
  ) {}

  /** All of a person, the latest first. */
  async of(tx: Tx, person: PersonRef): Promise<Lifting[]> {
    return tx.manager.find(LiftingSchema, { where: { person }, order: { openedAt: 'DESC', id: 'ASC' } });
  }

  /** One with its person's standing, both held for the rest of the transaction; null when there is none. */
  async lock(tx: Tx, id: string): Promise<{ lifting: Lifting; standing: Standing } | null> {
    const found = await tx.manager.findOneBy(LiftingSchema, { id });
    if (found === null) return null;
    const standing = await this.standings.lock(tx, found.person);
    return { standing, lifting: await tx.manager.findOneByOrFail(LiftingSchema, { id }) };
  }

  async queue(
    tx: Tx,
    state: LiftingState,
    after: { openedAt: Instant; id: string } | null,
    limit: number,
  ): Promise<Lifting[]> {
    return tx.run<Lifting>('lifting.queue', QUEUE, [
      ...[state, after?.openedAt ?? '-infinity', after?.id ?? FIRST_ID, limit],
    ]);
  }

  /** Writes a new one or a step of one, minds its end, and says what the person is told. */
  async write(tx: Tx, lifting: Lifting): Promise<void> {
    const { id, version } = lifting;
    if (version === 1) await tx.manager.insert(LiftingSchema, lifting);
    else {
      const { affected } = await tx.manager.update(LiftingSchema, { id, version: version - 1 }, lifting);
      if (affected !== 1) throw new Error(`lifting ${id} has changed meanwhile`);
    }
    await this.lapseAt(tx, lifting, lifting.listedUntil);
    await this.#say(tx, lifting);
  }

  /** An open one lapses at the end of its listing. */
  async lapseAt(tx: Tx, lifting: Lifting, dueAt: Instant): Promise<void> {
    if (isOpen(lifting)) await this.timers.schedule(tx, { kind: LAPSE_LIFTING, ref: lifting.id, dueAt });
    else await this.timers.cancel(tx, LAPSE_LIFTING, lifting.id);
  }

  async #say(
    tx: Tx,
    { id: liftingId, person, state, appealedAt, changedAt: at, version }: Lifting,
  ): Promise<void> {
    const told = { liftingId, person, appealed: appealedAt !== null, at };
    if (state === 'lifted') await this.outbox.add(tx, ListingLifted, told, { version, at });
    if (state === 'refused') await this.outbox.add(tx, LiftingRefused, told, { version, at });
  }
}
