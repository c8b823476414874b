import { Injectable } from '@nestjs/common';
import { actorOf, type CommandRequest, Idempotency } from '@open122/http';
import { DeadLetters } from '@open122/messaging';
import { Audit } from '@open122/service';

import { maskNumbers } from '../mask/mask-text';
import { refusalOf } from '../refusals';

/** Ends a dead letter that shall never have an effect, with a reason. */
@Injectable()
export class DiscardDeadLetter {
  constructor(
    private readonly letters: DeadLetters,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
  ) {}

  /** Refuses with the codes `dead-letter.*` what is not open. */
  async discard(command: CommandRequest, id: number, given: string): Promise<void> {
    const actor = actorOf(command.principal);
    const reason = maskNumbers(given);
    try {
      await this.idempotency.run(command, async (tx) => {
        const { handler, eventId } = await this.letters.discard(tx, id, actor, reason);
        await this.audit.record(tx, {
          actor,
          action: 'dead-letter.discard',
          subject: `dead-letter:${id}`,
          detail: { handler, eventId, reason },
        });
        return { status: 204, body: null };
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }
}
