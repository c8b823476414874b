import { Injectable, Logger } from '@nestjs/common';

/** Consumers are drained first, then timers and workers stop, then the relay: HTTP and the database come last (design §5). */
export type ShutdownStage = 'consumers' | 'workers' | 'relay';
const STAGES: readonly ShutdownStage[] = ['consumers', 'workers', 'relay'];

/** The orderly end of a service. */
@Injectable()
export class Shutdown {
  readonly #logger = new Logger(Shutdown.name);
  readonly #hooks: Record<ShutdownStage, (() => Promise<void> | void)[]> = {
    consumers: [],
    workers: [],
    relay: [],
  };
  #begun = false;

  /** True from the first moment on: readiness is false. */
  get begun(): boolean {
    return this.#begun;
  }
  on(stage: ShutdownStage, hook: () => Promise<void> | void): void {
    this.#hooks[stage].push(hook);
  }
  /** Runs the stages one after the other; what fails is logged and holds nothing up. */
  async run(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    for (const stage of STAGES) {
      const ends = await Promise.allSettled(this.#hooks[stage].map(async (hook) => hook()));
      for (const end of ends) {
        if (end.status === 'rejected') this.#logger.error({ err: end.reason as unknown, stage });
      }
    }
  }
}
