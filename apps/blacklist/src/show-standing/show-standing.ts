import { Injectable } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';
import { actorOf, type Language, type PersonPrincipal, type StaffPrincipal } from '@open122/http';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import type { Lifting } from '../lifting';
import { LiftingStore } from '../lifting.store';
import { type LiftingView, liftingView, ownLiftingView } from '../lifting-view';
import { showStanding, type StandingView } from '../standing-view';
import { StandingStore } from '../standing.store';

/** A person's standing, for himself and for staff. */
@Injectable()
export class ShowStanding {
  constructor(
    private readonly standings: StandingStore,
    private readonly liftings: LiftingStore,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async mine({ person }: PersonPrincipal, language: Language): Promise<StandingView> {
    return this.database.read((tx) => this.#show(tx, person, (each) => ownLiftingView(each, language)));
  }

  /** Another's: for a purpose, and audited with the reading. */
  async ofPerson(
    staff: StaffPrincipal,
    person: PersonRef,
    purpose: string,
    language: Language,
  ): Promise<StandingView> {
    return this.database.transaction(async (tx) => {
      const view = await this.#show(tx, person, (each) => liftingView(each, language));
      await this.audit.record(tx, {
        actor: actorOf(staff),
        action: 'standing.show',
        subject: person,
        purpose,
      });
      return view;
    });
  }

  async #show(tx: Tx, person: PersonRef, view: (lifting: Lifting) => LiftingView): Promise<StandingView> {
    const standing = await this.standings.find(tx, person);
    return showStanding(standing, await this.liftings.of(tx, person), view, this.clock.now());
  }
}
