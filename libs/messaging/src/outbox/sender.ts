import { setTimeout as sleep } from 'node:timers/promises';

import { isTraced, type Span, startSpan } from '@open122/service';
import { type Kafka, KafkaJSProtocolError, type Message, Partitioners, type Producer } from 'kafkajs';

import type { OutboxRow } from './outbox.store';

const LEAVE_WITHIN = 2_000;

/** The idempotent producer of a relay. What fails is sent again in the same batches, which the broker recognises. */
export class Sender {
  #producer: Producer | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** Resolves once every broker in charge has it on disk (acks all). Throws after some tries; call it again with the same rows. */
  async send(rows: readonly OutboxRow[]): Promise<void> {
    const producer = await this.#connected();
    const spans = isTraced() ? rows.map(sending) : [];
    try {
      await producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages: byTopic(rows) });
      for (const span of spans) span.end();
    } catch (error) {
      for (const span of spans) span.end(error);
      // the broker no longer knows this producer's numbers: only a new one can go on, at worst what was sent is sent again
      if (causeOf(error) instanceof KafkaJSProtocolError && !isRetriable(error)) await this.close();
      throw error;
    }
  }
  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer === undefined) return;
    const done = new AbortController();
    await Promise.race([
      producer
        .disconnect()
        .catch(() => undefined)
        .finally(() => done.abort()),
      sleep(LEAVE_WITHIN, undefined, { signal: done.signal }).catch(() => undefined),
    ]);
  }

  async #connected(): Promise<Producer> {
    if (this.#producer !== undefined) return this.#producer;
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    });
    try {
      await producer.connect();
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
    return (this.#producer = producer);
  }
}

/** How long an event takes from the relay's hand to the broker's disk; the time before is its wait in the outbox. */
const sending = ({ topic, headers }: OutboxRow): Span =>
  startSpan({
    ...{ name: `send ${topic}`, kind: 'client', parent: headers.traceparent },
    attributes: {
      ...{ 'messaging.system': 'kafka', 'messaging.operation.type': 'send' },
      'messaging.destination.name': topic,
    },
  });

function byTopic(rows: readonly OutboxRow[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, key, headers, payload, raw } of rows) {
    const message = { key, headers, value: raw ?? payload };
    const messages = topics.get(topic);
    if (messages === undefined) topics.set(topic, [message]);
    else messages.push(message);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
const isRetriable = (error: unknown): boolean =>
  (causeOf(error) as { retriable?: boolean }).retriable === true;
