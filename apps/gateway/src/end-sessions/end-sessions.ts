import { Controller } from '@nestjs/common';
import { type Payload, SessionsEnded } from '@open122/contracts';
import { type Message, On } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { EndedSessions } from './ended-sessions';

/** What identity ended (a sign-out, a mandate taken back, a registration at a window …) is over at once, not in ten minutes. */
@Controller()
export class EndSessions {
  constructor(private readonly ended: EndedSessions) {}

  @On('gateway.end-sessions', SessionsEnded)
  async end({ data }: Message<Payload<typeof SessionsEnded>>, tx: Tx): Promise<void> {
    await this.ended.end(tx, data.sessions);
  }
}
