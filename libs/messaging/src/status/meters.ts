import { Injectable } from '@nestjs/common';
import { Metrics } from '@open122/service';
import { Counter, Histogram } from 'prom-client';

/** Rows; the relay takes 500 at most. */
const BATCHES = [1, 2, 5, 10, 25, 50, 100, 250, 500];

/** What has come over the bus and how it ended, and what was sent. */
@Injectable()
export class Meters {
  readonly #handled: Counter<'handler' | 'outcome'>;
  readonly #dead: Counter<'topic' | 'cause'>;
  readonly #relayed: Histogram;

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
    this.#relayed = new Histogram({
      name: 'open122_relay_batch_messages',
      help: 'messages that the relay sent at once',
      buckets: BATCHES,
      registers: [metrics.registry],
    });
  }
  handled(handler: string, outcome: string): void {
    this.#handled.inc({ handler, outcome });
  }
  dead(topic: string, cause: string): void {
    this.#dead.inc({ topic, cause });
  }
  /** A batch that the broker has. */
  relayed(messages: number): void {
    this.#relayed.observe(messages);
  }
}
