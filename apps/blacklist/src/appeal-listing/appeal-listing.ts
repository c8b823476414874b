import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { actorOf, type CommandRequest, Idempotency, type Language, principalPerson } from '@open122/http';
import { maskNumbers } from '@open122/operations';
import { Audit, Clock } from '@open122/service';

import { appealAgainst } from '../lifting';
import { LiftingStore } from '../lifting.store';
import { type LiftingView, ownLiftingView } from '../lifting-view';
import { refuseLifting } from '../refusals';
import { listingAt } from '../standing';
import { StandingStore } from '../standing.store';

/** A person appeals against the listing that bars him, once per listing (rules §4). */
@Injectable()
export class AppealListing {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly standings: StandingStore,
    private readonly liftings: LiftingStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Refuses `standing.not-listed` and `appeal.made-already`. Numbers and plates in his words are not kept. */
  async appeal(command: CommandRequest, words: string, language: Language): Promise<LiftingView> {
    const principal = principalPerson(command.principal);
    const { person } = principal;
    const { body } = await this.idempotency.run(command, async (tx) => {
      const standing = await this.standings.lock(tx, person);
      const now = this.clock.now();
      const fresh = { id: randomUUID(), person, appeal: maskNumbers(words) };
      const after = appealAgainst(
        ...([listingAt(standing, now), await this.liftings.of(tx, person), fresh, now] as const),
      );
      if ('fault' in after) throw refuseLifting(after.fault);
      await this.liftings.write(tx, after);
      await this.audit.record(tx, {
        ...{ actor: actorOf(principal), action: 'listing.appeal', subject: person },
        detail: { lifting: after.id },
      });
      return { status: 201, body: ownLiftingView(after, language) };
    });
    return body;
  }
}
