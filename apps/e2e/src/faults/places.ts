import type { LocalStack } from '@open122/local';

import { startServers } from '../messaging/servers';
import type { ToyServers } from '../messaging/toy-world';
import { NO_LIMITS, startPlatform } from '../platform';

export type FaultPlatform = Awaited<ReturnType<typeof startPlatform>>;

/** Where the rows run, made when first asked for: servers for toy services, and a whole province of separate processes. */
export class FaultPlaces {
  #toys: Promise<{ stack: LocalStack; servers: ToyServers }> | undefined;
  #platform: Promise<FaultPlatform> | undefined;

  toys(): Promise<{ stack: LocalStack; servers: ToyServers }> {
    return (this.#toys ??= startServers());
  }
  platform(): Promise<FaultPlatform> {
    return (this.#platform ??= startPlatform('faults', { separate: true, env: NO_LIMITS }));
  }
  async stop(): Promise<void> {
    await (await this.#toys)?.stack.stop();
    await (await this.#platform)?.stack.stop();
  }
}
