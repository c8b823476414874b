import { randomUUID } from 'node:crypto';

import { Controller, Inject } from '@nestjs/common';
import { DocumentDue, type Payload, type Province } from '@open122/contracts';
import { IgnoredByRule, type Message, On } from '@open122/messaging';
import { Clock, PROVINCE, type Tx } from '@open122/service';

import { openHandover } from '../handover';
import { HandoverStore } from '../handover.store';

/** An accepted application asks for its document: one handover for each serial number, however often it asks. */
@Controller()
export class OpenHandover {
  constructor(
    private readonly handovers: HandoverStore,
    private readonly clock: Clock,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  @On('fulfilment.open-handover', DocumentDue)
  async open({ data }: Message<Payload<typeof DocumentDue>>, tx: Tx): Promise<void> {
    if (await this.handovers.isOpened(tx, data.serial)) {
      throw new IgnoredByRule('handover.already-open');
    }
    const { postageFen } = this.province.parameters;
    await this.handovers.insert(tx, openHandover(data, randomUUID(), postageFen, this.clock.now()));
  }
}
