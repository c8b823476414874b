import { randomBytes } from 'node:crypto';

import type { EachBatchPayload, KafkaMessage } from 'kafkajs';

import { AdminLine } from './admin-line';
import type { BusAccess } from './bus-access';
import { kafkaClient } from './kafka';
import { LivingConsumer } from './living-consumer';
import { endsOf, type Ends, reached } from './offsets';

export interface Reading {
  bus: BusAccess;
  /** Begins the name of the reader's own group, of which nothing remains. */
  name: string;
  topics: readonly string[];
  from: 'beginning' | 'now';
  /** As {@link ConsumerPlan.bytesAtOnce}: little, where requests are answered meanwhile. */
  bytesAtOnce?: number;
  /** What it throws is tried again with the same messages. */
  read: (topic: string, partition: number, messages: readonly KafkaMessage[]) => Promise<void> | void;
}

/** Reads whole topics for itself alone: every instance of a process sees every message, and no offset is stored. */
export class TopicReader {
  readonly #consumer: LivingConsumer;
  readonly #admin: AdminLine;
  readonly #positions = new Map<string, number>();

  constructor(private readonly reading: Reading) {
    const kafka = kafkaClient(reading.bus, reading.name);
    this.#admin = new AdminLine(kafka);
    this.#consumer = new LivingConsumer(kafka, {
      groupId: `${reading.name}.${randomBytes(6).toString('hex')}`,
      topics: reading.topics,
      fromBeginning: reading.from === 'beginning',
      autoCommit: false,
      concurrency: 1,
      ...(reading.bytesAtOnce !== undefined && { bytesAtOnce: reading.bytesAtOnce }),
      eachBatch: (payload) => this.#take(payload),
    });
  }

  get up(): boolean {
    return this.#consumer.up;
  }
  start(): void {
    this.#consumer.start();
  }
  async close(): Promise<void> {
    await this.#consumer.close();
    await this.#admin.close();
  }
  /** The ends of its topics as they are now. Throws when the broker is away. */
  ends(): Promise<Map<string, Ends>> {
    return this.#admin.ask(async (admin) => {
      const ends = new Map<string, Ends>();
      for (const topic of this.reading.topics) {
        for (const [partition, each] of await endsOf(admin, topic)) ends.set(place(topic, partition), each);
      }
      return ends;
    });
  }
  /** Whether everything before these ends has been read. */
  hasReached(ends: ReadonlyMap<string, Ends>): boolean {
    return [...ends].every(([at, each]) => reached(each, this.#positions.get(at)));
  }

  async #take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    await this.reading.read(batch.topic, batch.partition, batch.messages);
    this.#positions.set(place(batch.topic, batch.partition), Number(batch.lastOffset()) + 1);
    resolveOffset(batch.lastOffset());
    await heartbeat();
  }
}

const place = (topic: string, partition: number): string => `${topic}/${partition}`;
