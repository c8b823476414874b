import { Injectable } from '@nestjs/common';
import { type Language, type Page, type Principal, principalPerson } from '@open122/http';
import { Database } from '@open122/service';

import { licenceStore } from '../licence.store';
import { type LicenceView, licenceView } from '../licence-view';
import { refuse } from '../refusals';

/** What a person has bound; querying stays open to who is listed (rules §4). */
@Injectable()
export class ShowLicences {
  constructor(private readonly database: Database) {}

  async all(principal: Principal, language: Language): Promise<Page<LicenceView>> {
    const { person } = principalPerson(principal);
    const bound = await licenceStore.boundTo(this.database, person);
    return { items: bound.map((each) => licenceView(each, language)), next: null };
  }

  /** Refuses `licence.not-found`, for another's too. */
  async one(licenceId: string, principal: Principal, language: Language): Promise<LicenceView> {
    const found = (await this.all(principal, language)).items.find((each) => each.licenceId === licenceId);
    if (found === undefined) throw refuse.notFound();
    return found;
  }
}
