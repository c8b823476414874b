import { Injectable } from '@nestjs/common';
import { type DueTimer, OnTimer, type Tx } from '@open122/service';

import { destroy } from '../handover';
import { HandoverStore } from '../handover.store';
import { DESTROY_DOCUMENT } from '../handover-timers';

/** A document nobody took is kept at the window for six months, then destroyed (rules §2.1). */
@Injectable()
export class KeepUndelivered {
  constructor(private readonly handovers: HandoverStore) {}

  @OnTimer(DESTROY_DOCUMENT)
  async destroy({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    const handover = await this.handovers.lock(tx, ref);
    const change = handover && destroy(handover, dueAt);
    if (change) await this.handovers.update(tx, handover, change);
  }
}
