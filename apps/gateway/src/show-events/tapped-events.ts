import { randomBytes } from 'node:crypto';

import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Province } from '@open122/contracts';
import { busAccess, tapTopics } from '@open122/messaging';
import { PROVINCE, ServiceConfig, Shutdown } from '@open122/service';

import type { GatewaySettings } from '../gateway.config';
import { Ring } from './ring';

/** One event as it crossed the bus: never its payload. */
export interface SeenEvent {
  readonly topic: string;
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly correlation: string;
}

const KEPT = 20_000;

/** What crosses the bus of a sandbox province, for the story and for those who learn how the platform works. */
@Injectable()
export class TappedEvents implements OnApplicationBootstrap {
  readonly ring = new Ring<SeenEvent>(KEPT, randomBytes(4).toString('hex'));
  private readonly log = new Logger('TappedEvents');

  constructor(
    @Inject(PROVINCE) private readonly province: Province,
    private readonly config: ServiceConfig<GatewaySettings>,
    private readonly shutdown: Shutdown,
  ) {}

  /** In the background: a bus that is away keeps nobody from asking the gateway. */
  onApplicationBootstrap(): void {
    if (!this.province.sandbox) return;
    void this.tap().catch((err: unknown) => this.log.warn({ err, problem: 'the bus cannot be watched' }));
  }

  private async tap(): Promise<void> {
    const tap = await tapTopics(busAccess('gateway', this.config.values), this.province.code, (event) =>
      this.ring.push(event),
    );
    this.shutdown.on('consumers', async () => tap.close());
  }
}
