import { Injectable } from '@nestjs/common';
import { Metrics } from '@open122/service';
import { Counter } from 'prom-client';

/** What has come over the bus and how it ended. */
@Injectable()
export class Meters {
  readonly #handled: Counter<'handler' | 'outcome'>;
  readonly #dead: Counter<'topic' | 'cause'>;

  constructor(metrics: Metrics) {
    this.#handled = new Counter({
      name: 'open122_messages_total',
      help: 'messages by handler and outcome: handled, duplicate, ignored, dead',
      labelNames: ['handler', 'outcome'],
      registers: [metrics.registry],
    });
    this.#dead = new Counter({
      name: 'open122_dead_letters_total',
      help: 'messages that could not be handled; each wants a person',
      labelNames: ['topic', 'cause'],
      registers: [metrics.registry],
    });
  }
  handled(handler: string, outcome: string): void {
    this.#handled.inc({ handler, outcome });
  }
  dead(topic: string, cause: string): void {
    this.#dead.inc({ topic, cause });
  }
}
