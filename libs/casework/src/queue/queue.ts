import { Inject, Injectable } from '@nestjs/common';
import { dayOf, type Instant, type Province } from '@open122/contracts';
import {
  actorOf,
  decodeCursor,
  type Language,
  type Page,
  pageOf,
  type Principal,
  principalStaff,
  refuseRequest,
} from '@open122/http';
import { Audit, Clock, Database, PROVINCE } from '@open122/service';

import { type Application, undoWindowOpen, workingDaysLate } from '../application';
import { applicationStore } from '../application.store';
import { CASE_OWNER, type CaseOwner } from '../case-owner';
import { refuse } from '../refusals';
import { applicationView, entryView } from '../views';
import type { CaseView, QueuedView, QueueQuery } from './queue.controller';

/** What the operators of this owner service see; nothing whose undo window is open (rules §2.1). */
@Injectable()
export class Queue {
  constructor(
    private readonly database: Database,
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  async list(
    owner: string,
    { state, limit, cursor }: QueueQuery,
    language: Language,
  ): Promise<Page<QueuedView>> {
    if (owner !== this.owner.service) throw refuseRequest.otherOwner();
    const now = this.clock.now();
    const after = decodeCursor(cursor, 2);
    const rows = await this.database.read((tx) => applicationStore.queue(tx, state, now, after, limit + 1));
    const page = pageOf(rows, limit, ({ submittedAt, serial }) => [submittedAt, serial]);
    return { ...page, items: page.items.map((each) => this.queued(each, now, language)) };
  }

  /** Reading another person's case is audited (design §6). */
  async one(serial: string, principal: Principal, language: Language): Promise<CaseView> {
    const staff = principalStaff(principal);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const application = await applicationStore.find(tx, serial);
      if (application === undefined || undoWindowOpen(application, now)) throw refuse.notFound();
      const { person } = application;
      await this.audit.record(tx, {
        actor: actorOf(staff),
        action: 'application.read',
        subject: person,
        purpose: `decide ${application.serial}`,
      });
      const entries = await applicationStore.timeline(tx, serial, 0);
      const timeline = entries.map((each) => entryView(each, language, true));
      return { ...this.queued(application, now, language), person, timeline };
    });
  }

  private queued(application: Application, now: Instant, language: Language): QueuedView {
    const late = workingDaysLate(application, dayOf(now), this.province.holidays);
    return { ...applicationView(application, language), workingDaysLate: late };
  }
}
