import { Controller } from '@nestjs/common';
import { type Message, On } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { NOTICES, type Told } from './notices';
import { NotifyPerson } from './notify-person';

@Controller()
export class NotifyPersonController {
  constructor(private readonly notifyPerson: NotifyPerson) {}

  @On('identity.notify-person', ...NOTICES.map(({ event }) => event))
  async on(message: Message<Told>, tx: Tx): Promise<void> {
    await this.notifyPerson.notify(message, tx);
  }
}
