import { Injectable } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';
import { actorOf, type PersonPrincipal, type StaffPrincipal } from '@open122/http';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { ReviewStore } from '../review.store';
import { showStanding, type StandingView } from '../standing-view';
import { StandingStore } from '../standing.store';

/** A person's standing, for himself and for staff. */
@Injectable()
export class ShowStanding {
  constructor(
    private readonly standings: StandingStore,
    private readonly reviews: ReviewStore,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async mine({ person }: PersonPrincipal): Promise<StandingView> {
    return this.database.read((tx) => this.#shown(tx, person));
  }

  /** Another's: for a purpose, and audited with the reading. */
  async ofPerson(staff: StaffPrincipal, person: PersonRef, purpose: string): Promise<StandingView> {
    return this.database.transaction(async (tx) => {
      await this.audit.record(tx, {
        actor: actorOf(staff),
        action: 'standing.show',
        subject: person,
        purpose,
      });
      return this.#shown(tx, person);
    });
  }

  async #shown(tx: Tx, person: PersonRef): Promise<StandingView> {
    const standing = await this.standings.find(tx, person);
    return showStanding(standing, await this.reviews.latestOf(tx, person), this.clock.now());
  }
}
