import { Controller } from '@nestjs/common';
import { DeliveryAbandoned, type Payload, PickupLapsed } from '@open122/contracts';
import { IgnoredByRule, type Message, On } from '@open122/messaging';
import { Audit, type Tx } from '@open122/service';

import { list } from '../standing';
import { StandingStore } from '../standing.store';

type Abandoned = Payload<typeof DeliveryAbandoned>;
type Lapsed = Payload<typeof PickupLapsed>;

/** The third refusal, or a pickup that lapsed, lists the person for six months (rules §4). */
@Controller()
export class ListPerson {
  constructor(
    private readonly standings: StandingStore,
    private readonly audit: Audit,
  ) {}

  @On('blacklist.list-person', DeliveryAbandoned, PickupLapsed)
  async list({ data }: Message<Abandoned | Lapsed>, tx: Tx): Promise<void> {
    if ('lists' in data && !data.lists) throw new IgnoredByRule('standing.not-a-cause');
    const { person, serial, at } = data;
    const before = await this.standings.lock(tx, person);
    const cause = 'lists' in data ? 'pickup-lapsed' : 'third-refusal';
    const after = list(before, { cause, serial, at });
    // Heard of already under another event id: nothing to add.
    if (after === null) return;
    await this.standings.update(tx, before, after, at);
    await this.audit.record(tx, {
      ...{ actor: 'service:blacklist', action: 'standing.list', subject: person },
      detail: { cause, serial },
    });
  }
}
