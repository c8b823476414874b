import { Inject, Injectable } from '@nestjs/common';
import type { EventDefinition, HandoverState, OwnerService, PersonRef, Province } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import { PROVINCE, type Timer, Timers, type Tx } from '@open122/service';

import type { Handover } from './handover';
import type { Change } from './handover-change';
import { HandoverSchema } from './handover.schema';
import { timerChanges, timersOf } from './handover-timers';
import { type Policy, policyOf } from './policy';

const IS_OPENED = 'select 1 from handover where serial = $1';

/** Where the page before ended. */
export type Cursor = readonly (string | number)[] | null;

/** Handovers; a change goes into the row, the outbox and the timers of one transaction. */
@Injectable()
export class HandoverStore {
  constructor(
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  policyOf(handover: Handover): Policy {
    return policyOf(handover.openedAt, this.province);
  }

  async find(tx: Tx, handoverId: string): Promise<Handover | null> {
    return tx.manager.findOneBy(HandoverSchema, { handoverId });
  }

  /** As {@link find}, held for the rest of the transaction: what keeps the events of a handover in order. */
  async lock(tx: Tx, handoverId: string): Promise<Handover | null> {
    return tx.manager.findOne(HandoverSchema, {
      where: { handoverId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async bySerial(tx: Tx, serial: string): Promise<Handover | null> {
    return tx.manager.findOneBy(HandoverSchema, { serial: serial as Handover['serial'] });
  }

  /** Asked by a consumer, which may only read before it refuses: hence a statement that shows it reads. */
  async isOpened(tx: Tx, serial: string): Promise<boolean> {
    return (await tx.run('handover.is-opened', IS_OPENED, [serial])).length > 0;
  }

  /** Those in a state, the oldest first; of one owner service when given. */
  async queue(
    tx: Tx,
    of: { state: HandoverState; owner: OwnerService | null },
    cursor: Cursor,
    limit: number,
  ): Promise<Handover[]> {
    const query = tx.manager
      .createQueryBuilder(HandoverSchema, 'h')
      .where('h.state = :state', { state: of.state })
      .orderBy({ 'h.opened_at': 'ASC', 'h.handover_id': 'ASC' })
      .limit(limit);
    if (of.owner !== null) query.andWhere('h.owner = :owner', { owner: of.owner });
    if (cursor !== null) {
      query.andWhere('(h.opened_at, h.handover_id) > (:at::timestamptz, :id::uuid)', {
        at: cursor[0],
        id: cursor[1],
      });
    }
    return query.getMany();
  }

  /** A person's, the newest first. */
  async ofPerson(tx: Tx, person: PersonRef, cursor: Cursor, limit: number): Promise<Handover[]> {
    const query = tx.manager
      .createQueryBuilder(HandoverSchema, 'h')
      .where('h.person = :person', { person })
      .orderBy({ 'h.opened_at': 'DESC', 'h.handover_id': 'DESC' })
      .limit(limit);
    if (cursor !== null) {
      query.andWhere('(h.opened_at, h.handover_id) < (:at::timestamptz, :id::uuid)', {
        at: cursor[0],
        id: cursor[1],
      });
    }
    return query.getMany();
  }

  async allOfPerson(tx: Tx, person: PersonRef): Promise<Handover[]> {
    return tx.manager.find(HandoverSchema, {
      where: { person },
      order: { openedAt: 'ASC', handoverId: 'ASC' },
    });
  }

  async insert(tx: Tx, change: Change): Promise<void> {
    await tx.manager.insert(HandoverSchema, change.handover);
    await this.tell(tx, change, []);
  }

  /** `before` was read by {@link lock} in the same transaction. */
  async update(tx: Tx, before: Handover, change: Change): Promise<void> {
    const { handoverId, ...set } = change.handover;
    const { affected } = await tx.manager.update(
      HandoverSchema,
      { handoverId, version: before.version },
      set,
    );
    if (affected !== 1)
      throw new Error(`handover ${handoverId} is not at version ${before.version} any more`);
    await this.tell(tx, change, timersOf(before, this.policyOf(before)));
  }

  private async tell(tx: Tx, { handover, said }: Change, timersBefore: readonly Timer[]): Promise<void> {
    for (const { event, data, version } of said) {
      await this.outbox.add(tx, event as EventDefinition<typeof data>, data, { version, at: data.at });
    }
    const timersAfter = timersOf(handover, this.policyOf(handover));
    const { cancel, schedule } = timerChanges(timersBefore, timersAfter);
    for (const { kind, ref } of cancel) await this.timers.cancel(tx, kind, ref);
    for (const timer of schedule) await this.timers.schedule(tx, timer);
  }
}
