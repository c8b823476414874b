import { Injectable } from '@nestjs/common';
import { type DueTimer, OnTimer, type Tx } from '@open122/service';

import { lapse } from '../handover';
import { HandoverStore } from '../handover.store';
import { LAPSE_PICKUP } from '../handover-timers';

/** The month at the office is over (rules §3). */
@Injectable()
export class LapsePickup {
  constructor(private readonly handovers: HandoverStore) {}

  @OnTimer(LAPSE_PICKUP)
  async lapse({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    const handover = await this.handovers.lock(tx, ref);
    const change = handover && lapse(handover, this.handovers.policyOf(handover), dueAt);
    if (change) await this.handovers.update(tx, handover, change);
  }
}
