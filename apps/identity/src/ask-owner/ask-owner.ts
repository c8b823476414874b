import { Controller } from '@nestjs/common';
import { type Payload, VehicleUseAsked } from '@open122/contracts';
import { type Message, On } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { ConsentStore } from './consent.store';

/** Keeps who asked whom, so that the code of a step-up `use-vehicle:<use>` can go to the owner (rules §1.1). */
@Controller()
export class AskOwner {
  constructor(private readonly consents: ConsentStore) {}

  @On('identity.ask-owner', VehicleUseAsked)
  async keep({ data }: Message<Payload<typeof VehicleUseAsked>>, tx: Tx): Promise<void> {
    const { useId, owner, person, plate, at } = data;
    await this.consents.keep(tx, { useId, owner, person, plate, askedAt: at });
  }
}
