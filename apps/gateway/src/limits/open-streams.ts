import { Injectable } from '@nestjs/common';
import { ServiceConfig } from '@open122/service';

import type { GatewaySettings } from '../gateway.config';
import { refuse } from '../refusals';

const COME_BACK_AFTER_SECONDS = 5;

/**
 * How many open-ended answers somebody holds open at once, at this instance: each costs its service a look at the database every
 * second, and a limit on requests would let thousands of them gather.
 */
@Injectable()
export class OpenStreams {
  private readonly open = new Map<string, number>();

  constructor(private readonly config: ServiceConfig<GatewaySettings>) {}

  /** Takes one, and answers how to give it back. Refuses `limit.exceeded`. */
  take(who: string): () => void {
    const held = this.open.get(who) ?? 0;
    if (held >= this.config.values.LIMIT_STREAMS) {
      throw refuse.tooMany().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
    }
    this.open.set(who, held + 1);
    return () => this.release(who);
  }

  private release(who: string): void {
    const left = (this.open.get(who) ?? 0) - 1;
    if (left > 0) this.open.set(who, left);
    else this.open.delete(who);
  }
}
