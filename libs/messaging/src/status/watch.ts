import { Injectable, Logger } from '@nestjs/common';
import { instantOf } from '@open122/contracts';
import { Clock, Database, Health, isUnavailable, Quiescence, Shutdown } from '@open122/service';

import { Bus } from '../bus';
import { forgetInbox } from '../consume/inbox.store';
import { outboxDepth } from '../outbox/outbox.store';
import { Relay } from '../outbox/relay';

const HOUR = 3_600_000;
/** Longer than any message stays on a process topic (30 days). */
const INBOX_DAYS = 45;

/** Tells a service's readiness and quiescence what the bus is doing, and ends it in its place in the shutdown. */
@Injectable()
export class Watch {
  readonly #logger = new Logger(Watch.name);
  readonly #sweep: NodeJS.Timeout;

  constructor(
    private readonly bus: Bus,
    private readonly database: Database,
    private readonly clock: Clock,
    relay: Relay,
    health: Health,
    quiescence: Quiescence,
    shutdown: Shutdown,
  ) {
    health.register('bus', () => bus.condition());
    quiescence.register('consumerLag', () => this.#lag());
    // a handled message has left the lag only after its events are in the outbox: hence in this order
    quiescence.register('outbox', async () => {
      await this.#lag();
      return outboxDepth(database);
    });
    this.#sweep = setInterval(() => void this.#forget(), HOUR);
    this.#sweep.unref();
    shutdown.on('consumers', () => bus.close());
    shutdown.on('workers', () => clearInterval(this.#sweep));
    shutdown.on('relay', () => relay.stop());
  }

  /** A bus that cannot be asked is not quiet. */
  async #lag(): Promise<number> {
    const lag = await this.bus.lag().catch(() => undefined);
    return lag?.reduce((all, { behind }) => all + behind, 0) ?? 1;
  }
  async #forget(): Promise<void> {
    const before = instantOf(Date.parse(this.clock.wall()) - INBOX_DAYS * 24 * HOUR);
    try {
      while ((await forgetInbox(this.database, before)) > 0);
    } catch (error) {
      if (!isUnavailable(error)) this.#logger.error({ err: error }, Watch.name);
    }
  }
}
