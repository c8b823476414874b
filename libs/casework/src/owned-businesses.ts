import { Inject, Injectable } from '@nestjs/common';
import type { Business } from '@open122/catalogue';

import { BUSINESSES, CASE_OWNER, type CaseOwner } from './case-owner';
import { refuse } from './refusals';

/** The businesses that this owner service serves. */
@Injectable()
export class OwnedBusinesses {
  constructor(
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    @Inject(BUSINESSES) private readonly businesses: readonly Business[],
  ) {}

  /** Refuses `business.unknown` for what is no business, or another owner's. */
  of(id: string): Business {
    const business = this.businesses.find((each) => each.id === id && each.owner === this.owner.service);
    if (business === undefined) throw refuse.unknownBusiness();
    return business;
  }
}
