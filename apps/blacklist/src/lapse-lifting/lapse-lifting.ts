import { Injectable } from '@nestjs/common';
import { Audit, type DueTimer, OnTimer, type Tx } from '@open122/service';

import { lapseLifting } from '../lifting';
import { LAPSE_LIFTING, LiftingStore } from '../lifting.store';
import { listingAt } from '../standing';

/** A listing that has ended by itself leaves nothing to lift; one that was extended meanwhile is waited for (rules §4). */
@Injectable()
export class LapseLifting {
  constructor(
    private readonly liftings: LiftingStore,
    private readonly audit: Audit,
  ) {}

  @OnTimer(LAPSE_LIFTING)
  async lapse({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    const held = await this.liftings.lock(tx, ref);
    if (held === null) return;
    const listing = listingAt(held.standing, dueAt);
    const lapsed = lapseLifting(held.lifting, listing, dueAt);
    if (lapsed === null) {
      if (listing !== null) await this.liftings.lapseAt(tx, held.lifting, listing.until);
      return;
    }
    await this.liftings.write(tx, lapsed);
    await this.audit.record(tx, {
      ...{ actor: 'service:blacklist', action: 'lifting.lapse', subject: lapsed.person },
      detail: { lifting: ref },
    });
  }
}
