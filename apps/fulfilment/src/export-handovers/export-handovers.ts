import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import { Database } from '@open122/service';

import type { Handover } from '../handover';
import { HandoverStore } from '../handover.store';

const READINGS = `select at, actor, action, subject, purpose from audit where subject = any($1) order by id`;

export interface Reading {
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly purpose: string | null;
}
export interface ExportedHandovers {
  readonly handovers: readonly Handover[];
  /** Who did what to them, and who read them. */
  readonly readings: readonly Reading[];
}

/** What fulfilment holds about a person, and who read it (design §6). */
@Injectable()
export class ExportHandovers {
  constructor(
    private readonly handovers: HandoverStore,
    private readonly database: Database,
  ) {}

  async of(person: PersonRef): Promise<ExportedHandovers> {
    return this.database.read(async (tx) => {
      const handovers = await this.handovers.allOfPerson(tx, person);
      const ids = handovers.map(({ handoverId }) => handoverId);
      return { handovers, readings: await tx.run<Reading>('handover.readings', READINGS, [ids]) };
    });
  }
}
