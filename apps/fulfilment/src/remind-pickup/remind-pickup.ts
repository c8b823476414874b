import { Injectable } from '@nestjs/common';
import { type DueTimer, OnTimer, type Tx } from '@open122/service';

import { remind } from '../handover';
import { HandoverStore } from '../handover.store';
import { REMIND_PICKUP, reminderOf } from '../handover-timers';

/** Identity tells the person by SMS that his document is still waiting (rules §3). */
@Injectable()
export class RemindPickup {
  constructor(private readonly handovers: HandoverStore) {}

  @OnTimer(REMIND_PICKUP)
  async remind({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    const { handoverId, day } = reminderOf(ref);
    const handover = await this.handovers.lock(tx, handoverId);
    const change = handover && remind(handover, day, dueAt);
    if (change) await this.handovers.update(tx, handover, change);
  }
}
