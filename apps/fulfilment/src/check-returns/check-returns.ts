import { Injectable } from '@nestjs/common';
import { actorOf, type Answer, type CommandRequest, Idempotency, principalStaff } from '@open122/http';
import { Audit, Clock } from '@open122/service';

import { checkReturns } from '../handover';
import { type StaffHandoverView, showToStaff } from '../handover-view';
import { HandoverStore } from '../handover.store';
import { refuse } from '../refusals';
import { actingOn } from '../staff-case';

/** What the courier brought back is checked in: only that completes a delivery with returns (rules §2.1). */
@Injectable()
export class CheckReturns {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly handovers: HandoverStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async check(command: CommandRequest, handoverId: string): Promise<Answer<StaffHandoverView>> {
    const staff = principalStaff(command.principal);
    return this.idempotency.run(command, async (tx) => {
      const handover = actingOn(await this.handovers.lock(tx, handoverId), staff);
      const change = checkReturns(handover, this.clock.now());
      if (change === null) throw refuse.wrongState({ state: handover.state });
      await this.handovers.update(tx, handover, change);
      const about = { actor: actorOf(staff), action: 'handover.check-returns', subject: handoverId };
      await this.audit.record(tx, about);
      return { status: 200, body: showToStaff(change.handover) };
    });
  }
}
