import { Injectable } from '@nestjs/common';
import { actorOf, type Answer, type CommandRequest, Idempotency, principalStaff } from '@open122/http';
import { Audit, Clock } from '@open122/service';

import { Couriers } from '../couriers/couriers';
import { produce } from '../handover';
import { type StaffHandoverView, showToStaff } from '../handover-view';
import { HandoverStore } from '../handover.store';
import { refuse } from '../refusals';
import { actingOn } from '../staff-case';

/** The document is printed; it then awaits the courier or the person (rules §2.1). */
@Injectable()
export class ProduceDocument {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly handovers: HandoverStore,
    private readonly couriers: Couriers,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async produce(
    command: CommandRequest,
    handoverId: string,
    formNumber: string,
  ): Promise<Answer<StaffHandoverView>> {
    const staff = principalStaff(command.principal);
    return this.idempotency.run(command, async (tx) => {
      const handover = actingOn(await this.handovers.lock(tx, handoverId), staff);
      const policy = this.handovers.policyOf(handover);
      const change = produce(handover, formNumber, this.couriers.next, policy, this.clock.now());
      if (change === null) throw refuse.wrongState({ state: handover.state });
      await this.handovers.update(tx, handover, change);
      const about = { actor: actorOf(staff), action: 'handover.produce', subject: handoverId };
      await this.audit.record(tx, { ...about, detail: { formNumber } });
      return { status: 200, body: showToStaff(change.handover) };
    });
  }
}
