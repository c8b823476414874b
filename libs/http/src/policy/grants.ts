import type { Day, Delegation, GrantStanding } from '@open122/contracts';

import { refuse } from '../refusals';

/** A grant as it stands now (rules §1). */
export interface Grant {
  readonly standing: GrantStanding;
  readonly validFrom: Day;
  /** The last day; null: until it is withdrawn. */
  readonly validUntil: Day | null;
}

/** What organisations are granted, as this service knows it; a service without delegated business brings none. */
export abstract class Grants {
  /** Of an organisation's account; null when it was never granted. */
  protected abstract of(account: string, delegation: Delegation): Promise<Grant | null>;

  /** Refuses `grant.missing`, `grant.suspended`, `grant.over`, whatever an access token still says. */
  async require(account: string, delegation: Delegation, today: Day): Promise<void> {
    const grant = await this.of(account, delegation);
    if (grant === null || grant.standing === 'withdrawn') throw refuse.grantMissing();
    if (grant.standing === 'suspended') throw refuse.grantSuspended();
    const { validFrom, validUntil } = grant;
    if (today < validFrom || (validUntil !== null && validUntil < today)) throw refuse.grantOver();
  }
}
