import { Controller, type Type } from '@nestjs/common';
import { handoverEvents, ownerOfSerial, type OwnerService } from '@open122/contracts';
import { type Message, On } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { applicationStore } from '../application.store';
import { Transition } from '../transition';
import { type HandoverEvent, mirror, told } from './mirrored';

/**
 * The consumer that moves an owner's applications along with their handovers (rules §2.1). A class per owner, because a
 * handler's id names the service it runs in.
 */
export function mirrorHandover(owner: OwnerService): Type<unknown> {
  @Controller()
  class MirrorHandover {
    constructor(private readonly transition: Transition) {}

    @On(`${owner}.mirror-handover`, ...handoverEvents)
    async handle(message: Message<HandoverEvent>, tx: Tx): Promise<void> {
      const { type, data, version } = message;
      // Both owners hear of every handover; the other's are none of ours.
      if (ownerOfSerial(data.serial) !== owner) return;
      const application = await applicationStore.lock(tx, data.serial);
      if (application === undefined) throw new Error(`handover of an unknown application: ${data.serial}`);
      await this.transition.apply(tx, application, mirror(application, type, version), {
        ...told(type, data),
        at: data.at,
        actor: 'service:fulfilment',
      });
    }
  }
  return MirrorHandover;
}
