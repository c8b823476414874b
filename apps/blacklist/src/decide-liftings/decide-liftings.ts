import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Idempotency,
  type Language,
  type Page,
  pageOf,
  principalStaff,
  type StaffPrincipal,
} from '@open122/http';
import { maskNumbers } from '@open122/operations';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import {
  decideLifting,
  type Lifted,
  type Lifting,
  type LiftingState,
  type LiftingStep,
  proposeLifting,
} from '../lifting';
import { LiftingStore } from '../lifting.store';
import { type LiftingEntryView, liftingEntryView, type LiftingView, liftingView } from '../lifting-view';
import { refuse, refuseLifting } from '../refusals';
import { lift, listingAt } from '../standing';
import { StandingStore } from '../standing.store';

/** Two operators together lift a listing, with a reason (rules §4). */
@Injectable()
export class DecideLiftings {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly standings: StandingStore,
    private readonly liftings: LiftingStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async queue(
    state: LiftingState,
    after: { openedAt: Instant; id: string } | null,
    limit: number,
  ): Promise<Page<LiftingEntryView>> {
    const rows = await this.database.read((tx) => this.liftings.queue(tx, state, after, limit + 1));
    const { items, next } = pageOf(rows, limit, ({ openedAt, id }) => [openedAt, id]);
    return { items: items.map(liftingEntryView), next };
  }

  /** A proposal without an appeal. Refuses `standing.not-listed`, `lifting.open` and `staff.own-case`. */
  async propose(
    command: CommandRequest,
    person: PersonRef,
    words: string,
    language: Language,
  ): Promise<LiftingView> {
    const operator = principalStaff(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      actingOn(person, operator);
      const standing = await this.standings.lock(tx, person);
      const [now, reason] = [this.clock.now(), maskNumbers(words)];
      const fresh = { id: randomUUID(), person, reason, operator: operator.staff };
      const liftings = await this.liftings.of(tx, person);
      const proposed = proposeLifting(listingAt(standing, now), liftings, fresh, now);
      const after = await this.#taken(tx, operator, 'propose', proposed);
      return { status: 201, body: liftingView(after, language) };
    });
    return body;
  }

  /** One step of one that is there. Refuses `lifting.not-found`, `staff.own-case` and what the state does not allow. */
  async decide(
    command: CommandRequest,
    id: string,
    { step, reason: words }: { step: LiftingStep; reason: string },
    language: Language,
  ): Promise<LiftingView> {
    const operator = principalStaff(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      const held = await this.liftings.lock(tx, id);
      if (held === null) throw refuse.liftingNotFound();
      const { standing, lifting } = held;
      actingOn(lifting.person, operator);
      const now = this.clock.now();
      const decision = { step, reason: maskNumbers(words), operator: operator.staff };
      const decided = decideLifting(lifting, listingAt(standing, now), decision, now);
      const after = await this.#taken(tx, operator, step, decided);
      if (step === 'confirm') await this.standings.update(tx, standing, lift(standing, now), now);
      return { status: 200, body: liftingView(after, language) };
    });
    return body;
  }

  async #taken(tx: Tx, operator: StaffPrincipal, step: LiftingStep, after: Lifted): Promise<Lifting> {
    if ('fault' in after) throw refuseLifting(after.fault);
    await this.liftings.write(tx, after);
    const { id, person: subject, reason, state } = after;
    await this.audit.record(tx, {
      ...{
        actor: actorOf(operator),
        action: `lifting.${step}`,
        subject,
        ...(reason !== null && { purpose: reason }),
      },
      detail: { lifting: id, state },
    });
    return after;
  }
}

/** Nobody acts on himself (rules §1). */
function actingOn(person: PersonRef, operator: StaffPrincipal): void {
  if (operator.person === person) throw refuse.ownCase();
}
