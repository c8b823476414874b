import { Injectable } from '@nestjs/common';
import {
  decodeCursor,
  type Language,
  type Page,
  pageOf,
  type PageQuery,
  type Principal,
  principalPerson,
} from '@open122/http';
import { Database, type Tx } from '@open122/service';

import type { Application } from '../application';
import { applicationStore } from '../application.store';
import { OwnedBusinesses } from '../owned-businesses';
import { refuse } from '../refusals';
import { type ApplicationView, applicationView, entryView, type TimelineEntryView } from '../views';

/** What the applicant sees of his applications; another's is as if it were not there. */
@Injectable()
export class Show {
  constructor(
    private readonly database: Database,
    private readonly businesses: OwnedBusinesses,
  ) {}

  async mine(
    businessId: string,
    { limit, cursor }: PageQuery,
    principal: Principal,
    language: Language,
  ): Promise<Page<ApplicationView>> {
    const business = this.businesses.of(businessId);
    const { person } = principalPerson(principal);
    const after = decodeCursor(cursor, 2);
    const rows = await this.database.read((tx) =>
      applicationStore.mine(tx, person, business, after, limit + 1),
    );
    const page = pageOf(rows, limit, ({ submittedAt, serial }) => [submittedAt, serial]);
    return { ...page, items: page.items.map((each) => applicationView(each, language)) };
  }

  async one(serial: string, principal: Principal, language: Language): Promise<ApplicationView> {
    const application = await this.database.read((tx) => this.own(tx, serial, principal));
    return applicationView(application, language);
  }

  /** The entries after an id, 0 for all. Refuses `application.not-found`. */
  async timeline(
    serial: string,
    afterId: number,
    principal: Principal,
    language: Language,
  ): Promise<TimelineEntryView[]> {
    return this.database.read(async (tx) => {
      await this.own(tx, serial, principal);
      const entries = await applicationStore.timeline(tx, serial, afterId);
      return entries.map((each) => entryView(each, language, false));
    });
  }

  private async own(tx: Tx, serial: string, principal: Principal): Promise<Application> {
    const application = await applicationStore.find(tx, serial);
    if (application?.person !== principalPerson(principal).person) throw refuse.notFound();
    return application;
  }
}
