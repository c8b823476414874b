import { Injectable } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';
import { actorOf, type PersonPrincipal, type StaffPrincipal } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { showStanding, type StandingView } from '../standing-view';
import { StandingStore } from '../standing.store';

/** A person's standing, for himself and for staff. */
@Injectable()
export class ShowStanding {
  constructor(
    private readonly standings: StandingStore,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async mine({ person }: PersonPrincipal): Promise<StandingView> {
    const standing = await this.database.read((tx) => this.standings.find(tx, person));
    return showStanding(standing, this.clock.now());
  }

  /** Another's: for a purpose, and audited with the reading. */
  async ofPerson(staff: StaffPrincipal, person: PersonRef, purpose: string): Promise<StandingView> {
    return this.database.transaction(async (tx) => {
      const standing = await this.standings.find(tx, person);
      await this.audit.record(tx, {
        actor: actorOf(staff),
        action: 'standing.show',
        subject: person,
        purpose,
      });
      return showStanding(standing, this.clock.now());
    });
  }
}
