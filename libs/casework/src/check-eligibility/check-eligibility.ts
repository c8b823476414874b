import { Inject, Injectable } from '@nestjs/common';
import { type Language, type Principal, principalPerson } from '@open122/http';
import { Clock, Database } from '@open122/service';

import { CaseFacts } from '../case-facts';
import { CASE_OWNER, type CaseOwner } from '../case-owner';
import { OwnedBusinesses } from '../owned-businesses';
import { told } from '../views';
import type { EligibilityView } from './check-eligibility.controller';

/** The pre-check asks the same rules as the submission (rules §2). */
@Injectable()
export class CheckEligibility {
  constructor(
    private readonly database: Database,
    private readonly businesses: OwnedBusinesses,
    private readonly facts: CaseFacts,
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    private readonly clock: Clock,
  ) {}

  async run(
    businessId: string,
    object: string,
    principal: Principal,
    language: Language,
  ): Promise<EligibilityView> {
    const business = this.businesses.of(businessId);
    const { person, level } = principalPerson(principal);
    const now = this.clock.now();
    const about = { business, person, level, object, serial: null };
    const answer = await this.database.read((tx) =>
      this.facts.unmet(tx, about, { now, submittedAt: now }, false),
    );
    if (answer?.own !== true) throw this.owner.notFound();
    const reasons = told(answer.reasons, language);
    return { business: business.id, object, eligible: reasons.length === 0, reasons };
  }
}
