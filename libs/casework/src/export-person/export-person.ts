import { Inject, Injectable } from '@nestjs/common';
import type { Facts } from '@open122/catalogue';
import type { Instant, PersonRef } from '@open122/contracts';
import { actorOf, type Principal, principalService } from '@open122/http';
import { Audit, Database, type Tx } from '@open122/service';

import type { Application } from '../application';
import { applicationStore } from '../application.store';
import { CASE_OWNER, type CaseOwner } from '../case-owner';
import { standingStore } from '../standing/standing.store';
import type { TimelineEntry } from '../timeline';

const READINGS = `select at, actor, action, purpose from audit
  where subject = $1 and purpose is not null order by id`;

/** Somebody read this person's data, and why. */
export interface Reading {
  at: Instant;
  actor: string;
  action: string;
  purpose: string;
}

/** Everything an owner service holds about a person. */
export interface PersonExport {
  /** His records, by the owner's own names. */
  records: Record<string, unknown[]>;
  applications: (Application & { timeline: TimelineEntry[] })[];
  standing: Pick<Facts['person'], 'listedFrom' | 'listedUntil'>;
  readings: Reading[];
}

/** All that this service holds about a person, and who read it; the asking is audited itself (design §6). */
@Injectable()
export class ExportPerson {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
  ) {}

  async run(person: PersonRef, principal: Principal): Promise<PersonExport> {
    const caller = principalService(principal);
    return this.database.transaction(async (tx) => {
      const { purpose } = caller;
      await this.audit.record(tx, {
        actor: actorOf(caller),
        action: 'person.export',
        subject: person,
        purpose,
      });
      return {
        records: await this.owner.recordsOf(tx, person),
        applications: await this.applications(tx, person),
        standing: await standingStore.of(tx, person),
        readings: await tx.run('casework.readings', READINGS, [person]),
      };
    });
  }

  private async applications(tx: Tx, person: PersonRef): Promise<PersonExport['applications']> {
    const exported = [];
    for (const application of await applicationStore.ofPerson(tx, person)) {
      const timeline = await applicationStore.timeline(tx, application.serial, 0);
      exported.push({ ...application, timeline });
    }
    return exported;
  }
}
