import { Inject, Injectable } from '@nestjs/common';
import {
  type EventDefinition,
  type Instant,
  type Province,
  topicName,
  type TopicName,
  topics,
  topicsOf,
} from '@open122/contracts';
import { Clock, context, PROVINCE, ServiceConfig, startSpan, type Tx } from '@open122/service';

import { causation } from '../consume/causation';
import type { Message } from '../consume/message';
import { type Envelope, newEventId, toHeaders } from '../envelope/envelope';
import { schemaFault } from '../envelope/validators';
import { insertOutbox, type OutboxEntry } from './outbox.store';

/** A record batch may have 1 MiB; an event that big is a mistake. */
const MOST_BYTES = 900_000;

/** What an event needs besides its payload. */
export interface About {
  /** Version of the aggregate after the change; grows with every event of the same key. */
  version: number;
  /** Platform time of what happened; a timer's event carries its due moment. Now when left out. */
  at?: Instant;
  /** The message that caused it: its trace goes on. Inside a handler of single messages that message when left out. */
  cause?: Pick<Message, 'id' | 'traceparent' | 'correlation'>;
}

/** The events a service says, written in the transaction of the change and sent by the relay once that is committed. */
@Injectable()
export class Outbox {
  #wake: () => void = () => undefined;

  constructor(
    private readonly config: ServiceConfig,
    @Inject(PROVINCE) private readonly province: Province,
    private readonly clock: Clock,
  ) {}

  /**
   * Call it when the aggregate's row lock is held: that is what keeps the order per key.
   * Throws when the payload does not fit the schema, or when this service does not say such events.
   */
  async add<D>(tx: Tx, event: EventDefinition<D>, data: D, about: About): Promise<void> {
    this.#insert(tx, [this.#entry(event, data, about)]);
  }
  /** Many events of one kind in one statement, in the order given. */
  async addAll<D>(tx: Tx, event: EventDefinition<D>, items: readonly ({ data: D } & About)[]): Promise<void> {
    if (items.length === 0) return;
    this.#insert(
      tx,
      items.map(({ data, ...about }) => this.#entry(event, data, about)),
    );
  }
  /** Tells whom to wake after a commit. */
  wakes(wake: () => void): void {
    this.#wake = wake;
  }

  #insert(tx: Tx, entries: OutboxEntry[]): void {
    insertOutbox(tx, entries);
    tx.afterCommit(() => this.#wake());
  }
  #entry<D>(event: EventDefinition<D>, data: D, about: About): OutboxEntry {
    const fault = schemaFault(event, data);
    if (fault !== null) throw new Error(`${event.type} does not fit its schema: ${fault}`);
    const payload = JSON.stringify(data);
    if (Buffer.byteLength(payload) > MOST_BYTES) throw new Error(`${event.type} is too big for the bus`);
    const topic = topicName(this.province.code, this.#topicOf(event));
    const ties = tiesOf(about.cause);
    const headers = toHeaders({
      id: newEventId(),
      type: event.type,
      source: `/${this.province.code}/${this.config.service}`,
      time: about.at ?? this.clock.now(),
      aggregateVersion: about.version,
      ...ties,
      traceparent: created(topic, ties.traceparent),
    });
    return { topic, key: String(data[event.key]), headers, payload };
  }
  #topicOf(event: object & { type: string }): TopicName {
    const topic = topicsOf(event as EventDefinition<never>).find(
      (each) => topics[each].producer === this.config.service,
    );
    if (topic === undefined) throw new Error(`${this.config.service} does not say ${event.type}`);
    return topic;
  }
}

/** What ties an event to its cause, or to the work at hand. */
function tiesOf(cause: About['cause']): Pick<Envelope, 'traceparent' | 'correlationId' | 'causationId'> {
  return cause === undefined
    ? {
        traceparent: context.traceparent(),
        correlationId: context.correlationId(),
        causationId: causation.id(),
      }
    : {
        traceparent: cause.traceparent,
        correlationId: cause.correlation || cause.id,
        causationId: cause.id,
      };
}

/** An event comes into being here: what travels with it is this span, and who hears it goes on from it. */
function created(topic: string, parent: string): string {
  const span = startSpan({
    ...{ name: `create ${topic}`, kind: 'producer', parent },
    attributes: {
      ...{ 'messaging.system': 'kafka', 'messaging.operation.type': 'create' },
      'messaging.destination.name': topic,
    },
  });
  span.end();
  return span.traceparent;
}
