import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import { Database } from '@open122/service';

import type { Lifting } from '../lifting';
import { LiftingStore } from '../lifting.store';
import type { Standing } from '../standing';
import { StandingStore } from '../standing.store';

const READINGS = `select at, actor, action, purpose from audit where subject = $1 order by id`;

export interface ExportedStanding {
  readonly standing: Standing;
  /** Appeals against listings, and what came of them; without who decided. */
  readonly liftings: readonly Omit<Lifting, 'proposedBy'>[];
  /** Who read or changed it, and why. */
  readonly readings: readonly { at: Instant; actor: string; action: string; purpose: string | null }[];
}

/** What blacklist holds about a person, and who read or changed it (design §6). */
@Injectable()
export class ExportStanding {
  constructor(
    private readonly standings: StandingStore,
    private readonly liftings: LiftingStore,
    private readonly database: Database,
  ) {}

  async of(person: PersonRef): Promise<ExportedStanding> {
    return this.database.read(async (tx) => ({
      standing: await this.standings.find(tx, person),
      liftings: (await this.liftings.of(tx, person)).map(({ proposedBy: _, ...lifting }) => lifting),
      readings: await tx.run('standing.readings', READINGS, [person]),
    }));
  }
}
