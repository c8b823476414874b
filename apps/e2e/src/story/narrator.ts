import { setTimeout as pause } from 'node:timers/promises';

import type { GatewayClient } from './gateway-client';

const SETTLING_MILLISECONDS = 60;

interface BusEvent {
  cursor: string;
  topic: string;
  key: string;
  id: string;
  type: string;
}

/** Tells each step: what was asked, what came back, which event crossed the bus. */
export class Narrator {
  private cursor: string | undefined;
  private steps = 0;

  constructor(
    private readonly gateway: GatewayClient,
    private readonly administrator: () => Promise<string>,
    private readonly write: (line: string) => void,
    private readonly beforeStep: (step: number) => Promise<void> = async () => undefined,
  ) {}

  /** Runs one step and prints it with the events that have crossed the bus since the last one. */
  async step<T>(asked: string, work: () => Promise<T>, cameBack: (result: T) => string): Promise<T> {
    this.steps += 1;
    await this.beforeStep(this.steps);
    const result = await work();
    this.write(`${String(this.steps).padStart(2)}. ${asked}`);
    this.write(`      → ${cameBack(result)}`);
    for (const event of await this.crossed()) {
      this.write(`      ⇢ ${event.type} on ${event.topic}, key ${event.key}, id ${event.id}`);
    }
    return result;
  }

  chapter(title: string): void {
    this.write(`\n${title}`);
  }

  /** What crossed the bus since the last step, until nothing more comes. */
  private async crossed(): Promise<BusEvent[]> {
    const all: BusEvent[] = [];
    for (let quiet = false; !quiet;) {
      const more = await this.events();
      all.push(...more);
      await pause(SETTLING_MILLISECONDS);
      quiet = more.length === 0;
    }
    return all;
  }

  private async events(): Promise<BusEvent[]> {
    const after = this.cursor === undefined ? '' : `?after=${encodeURIComponent(this.cursor)}`;
    const page = await this.gateway.expect<{ items: BusEvent[]; next: string }>(200, {
      path: `/v1/sandbox/events${after}`,
      token: await this.administrator(),
    });
    const first = this.cursor === undefined;
    this.cursor = page.next;
    // What crossed the bus before the story began is not its own.
    return first
      ? []
      : page.items
          .filter((event) => !/\.(licence|vehicle|clock|audit)\.v\d+$/.test(event.topic))
          .slice(0, 12);
  }
}
