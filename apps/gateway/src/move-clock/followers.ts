import { setTimeout as pause } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { Clock, type Pending, Quiescence, ServiceConfig } from '@open122/service';

import { UPSTREAMS } from '../forward/route-table';
import { Upstreams } from '../forward/upstreams';
import type { GatewaySettings } from '../gateway.config';
import { refuse } from '../refusals';

/** What a service says of itself under /internal/quiescence. */
export interface Quiet {
  readonly clockOffset: number;
  readonly pending: Pending;
}

const PAUSE_MILLISECONDS = 100;
/** An event may be on its way between two services that were looked at one after the other: one quiet look proves nothing. */
const LOOKS = 2;

const settled = ({ clockOffset, pending }: Quiet, offset: number): boolean =>
  clockOffset >= offset && Object.values(pending).every((count) => count === 0);

/** The platform as it follows the test clock. */
@Injectable()
export class Followers {
  private readonly log = new Logger('Followers');

  constructor(
    private readonly upstreams: Upstreams,
    private readonly clock: Clock,
    private readonly quiescence: Quiescence,
    private readonly config: ServiceConfig<GatewaySettings>,
  ) {}

  /**
   * Resolves once every service has reached the offset, no timer is due, the outboxes are empty and the consumers have caught up.
   * Refuses `clock.not-followed` after the time that the settings give, naming who lags.
   */
  async caughtUp(offset: number): Promise<void> {
    const until = performance.now() + this.config.values.SETTLE;
    for (let quietLooks = 0; ;) {
      const lagging = await this.lagging(offset);
      quietLooks = lagging.length === 0 ? quietLooks + 1 : 0;
      if (quietLooks === LOOKS) return;
      if (performance.now() > until) {
        throw refuse.clockNotFollowed({ who: lagging.join(', ') }).with({ retryAfterSeconds: 5 });
      }
      await pause(PAUSE_MILLISECONDS);
    }
  }

  private async lagging(offset: number): Promise<string[]> {
    const looks = await Promise.all([
      this.look('gateway', offset, async () => this.own()),
      ...UPSTREAMS.map(async (service) =>
        this.look(service, offset, async () =>
          this.upstreams.internal<Quiet>(service, '/internal/quiescence'),
        ),
      ),
    ]);
    return looks.filter((name) => name !== null);
  }

  /** Null when the service has settled, else its name; one that does not answer has not. */
  private async look(name: string, offset: number, ask: () => Promise<Quiet>): Promise<string | null> {
    try {
      return settled(await ask(), offset) ? null : name;
    } catch (err) {
      this.log.debug({ err, problem: `${name} does not say whether it has settled` });
      return name;
    }
  }

  /** The request that moves the clock is itself in flight here, so requests at the gateway do not count. */
  private async own(): Promise<Quiet> {
    const pending = await this.quiescence.pending();
    return { clockOffset: this.clock.offset, pending: { ...pending, inFlight: 0 } };
  }
}
