import { Injectable } from '@nestjs/common';
import {
  actorOf,
  type Answer,
  type CommandRequest,
  Directory,
  type DocumentNumber,
  Idempotency,
  principalStaff,
} from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { collect, type Handover } from '../handover';
import { type StaffHandoverView, showToStaff } from '../handover-view';
import { HandoverStore } from '../handover.store';
import { refuse } from '../refusals';
import { actingOn } from '../staff-case';

/** The counter hands a document to nobody but the applicant, who shows his ID (rules §3). */
@Injectable()
export class CollectDocument {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly handovers: HandoverStore,
    private readonly directory: Directory,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async collect(
    command: CommandRequest,
    handoverId: string,
    shown: { document: DocumentNumber; returnsTaken?: boolean },
  ): Promise<Answer<StaffHandoverView>> {
    const staff = principalStaff(command.principal);
    const found = actingOn(await this.database.read((tx) => this.handovers.find(tx, handoverId)), staff);
    await this.checkPerson(command, found, shown.document);
    return this.idempotency.run(command, async (tx) => {
      const handover = actingOn(await this.handovers.lock(tx, handoverId), staff);
      if (handover.returns.length > 0 && shown.returnsTaken !== true) throw refuse.returnsMissing();
      const change = collect(handover, this.clock.now());
      if (change === null) throw refusalOf(handover);
      await this.handovers.update(tx, handover, change);
      const about = { actor: actorOf(staff), action: 'handover.collect', subject: handoverId };
      await this.audit.record(tx, about);
      return { status: 200, body: showToStaff(change.handover) };
    });
  }

  /** Asks the directory outside any transaction; a wrong person is refused, and that is kept. */
  private async checkPerson(
    { principal }: CommandRequest,
    handover: Handover,
    document: DocumentNumber,
  ): Promise<void> {
    const shown = await this.directory.refOf(document);
    if (shown === handover.person) return;
    await this.database.transaction((tx) =>
      this.audit.record(tx, {
        actor: actorOf(principal),
        action: 'handover.collect-refused',
        subject: handover.handoverId,
        detail: { shown },
      }),
    );
    throw refuse.otherPerson();
  }
}

const refusalOf = (handover: Handover) =>
  handover.state === 'READY_FOR_PICKUP' || handover.state === 'CONVERTED_TO_ONSITE'
    ? refuse.pickupOver()
    : refuse.wrongState({ state: handover.state });
