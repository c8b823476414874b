import type { LocalStack } from '@open122/local';

import { startServers } from '../messaging/servers';
import type { ToyServers } from '../messaging/toy-world';
import { NO_LIMITS, startPlatform } from '../platform';

export type FaultPlatform = Awaited<ReturnType<typeof startPlatform>>;

/** Where the rows run, made when first asked for: servers for toy services, and a whole province of separate processes. */
export class FaultPlaces {
  #toys: Promise<{ stack: LocalStack; servers: ToyServers }> | undefined;
  #platform: Promise<FaultPlatform> | undefined;
  #stopped = false;

  toys(): Promise<{ stack: LocalStack; servers: ToyServers }> {
    this.#mustGoOn();
    return (this.#toys ??= startServers());
  }
  platform(): Promise<FaultPlatform> {
    this.#mustGoOn();
    return (this.#platform ??= startPlatform('faults', { separate: true, env: NO_LIMITS }));
  }
  get stopped(): boolean {
    return this.#stopped;
  }
  async stop(): Promise<void> {
    this.#stopped = true;
    await (await this.#toys)?.stack.stop();
    await (await this.#platform)?.stack.stop();
  }

  /** Nothing is started for a row that goes on while everything is being stopped. */
  #mustGoOn(): void {
    if (this.#stopped) throw new Error('the places are being stopped');
  }
}
