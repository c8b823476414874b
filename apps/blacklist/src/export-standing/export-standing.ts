import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import { Database } from '@open122/service';

import type { Standing } from '../standing';
import { StandingStore } from '../standing.store';

const READINGS = `select at, actor, action, purpose from audit where subject = $1 order by id`;

export interface ExportedStanding {
  readonly standing: Standing;
  /** Who read it, and why. */
  readonly readings: readonly { at: Instant; actor: string; action: string; purpose: string | null }[];
}

/** What blacklist holds about a person, and who read it (design §6). */
@Injectable()
export class ExportStanding {
  constructor(
    private readonly standings: StandingStore,
    private readonly database: Database,
  ) {}

  async of(person: PersonRef): Promise<ExportedStanding> {
    return this.database.read(async (tx) => ({
      standing: await this.standings.find(tx, person),
      readings: await tx.run('standing.readings', READINGS, [person]),
    }));
  }
}
