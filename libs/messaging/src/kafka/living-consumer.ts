import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchHandler, Kafka } from 'kafkajs';

const RETRY = { first: 200, longest: 2_000 };
/** A consumer that has not joined for so long is made anew. */
const PATIENCE = 20_000;
/** A broker that is away does not hold up our end. */
const LEAVE_WITHIN = 3_000;
/**
 * Who says nothing for so long is frozen, and his partitions go to others: within five seconds in all (quality R8). Longer than any
 * statement or idle transaction of ours may last (libs/service); brokers must allow it (`group.min.session.timeout.ms`).
 */
const SESSION_TIMEOUT = 3_500;
const HEARTBEAT = 800;

export interface ConsumerPlan {
  groupId: string;
  topics: readonly string[];
  fromBeginning: boolean;
  /** False: the group's offsets are never stored. */
  autoCommit: boolean;
  eachBatch: EachBatchHandler;
  /** Partitions handled at once. */
  concurrency: number;
  /** Bytes of one fetch, about; its messages are decoded in one turn of the event loop. As kafkajs has it when left out. */
  bytesAtOnce?: number;
  /** Called at each join with the partitions now ours, before the first of their batches may arrive. */
  joined?: (assignment: Readonly<Record<string, number[]>>, consumer: Consumer) => void;
}

/** A kafkajs consumer that goes on for ever: kafkajs gives up on some errors; what it gives up is made anew. */
export class LivingConsumer {
  readonly #logger = new Logger(LivingConsumer.name);
  #consumer: Consumer | undefined;
  #closing = new AbortController();
  #up = false;
  #downSince = Date.now();
  #making: Promise<void> | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly plan: ConsumerPlan,
  ) {}

  /** Joined, and neither crashed, stopped nor disconnected since. */
  get up(): boolean {
    return this.#up;
  }
  /** Returns at once; a broker that is away is waited for. */
  start(): void {
    this.#renew();
    this.#watch = setInterval(() => {
      if (!this.#up && Date.now() - this.#downSince > PATIENCE) this.#renew();
    }, 1_000);
  }
  /** Ends when the batches at hand have come to their next stop, their offsets committed. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#watch);
    const gone = new AbortController();
    await Promise.race([
      this.#leave().finally(() => gone.abort()),
      sleep(LEAVE_WITHIN, undefined, { signal: gone.signal }).catch(() => undefined),
    ]);
  }

  #renew(): void {
    if (this.#closing.signal.aborted) return;
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
      this.#downSince = Date.now();
    });
  }
  async #make(): Promise<void> {
    await this.#leave();
    for (let delay = RETRY.first; !this.#closing.signal.aborted; delay = Math.min(delay * 2, RETRY.longest)) {
      const consumer = this.#prepare();
      this.#consumer = consumer;
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [...this.plan.topics], fromBeginning: this.plan.fromBeginning });
        await consumer.run({
          autoCommit: this.plan.autoCommit,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: this.plan.concurrency,
          eachBatch: this.plan.eachBatch,
        });
        return;
      } catch (error) {
        this.#logger.warn({ group: this.plan.groupId, cause: (error as Error).message }, LivingConsumer.name);
        await consumer.disconnect().catch(() => undefined);
        await sleep(delay, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }
  #prepare(): Consumer {
    const consumer = this.kafka.consumer({
      groupId: this.plan.groupId,
      sessionTimeout: SESSION_TIMEOUT,
      heartbeatInterval: HEARTBEAT,
      rebalanceTimeout: 15_000,
      // what comes is sent at once; where nothing does, a question in flight holds a heartbeat up, and our end
      maxWaitTimeInMs: HEARTBEAT,
      minBytes: 1,
      ...(this.plan.bytesAtOnce !== undefined && { maxBytes: this.plan.bytesAtOnce }),
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 1_000,
        retries: 5,
        restartOnFailure: async () => !this.#closing.signal.aborted,
      },
    });
    const current = (): boolean => this.#consumer === consumer && !this.#closing.signal.aborted;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      // a join that was under way when we left
      if (!current()) return void consumer.disconnect().catch(() => undefined);
      this.#up = true;
      this.plan.joined?.(payload.memberAssignment, consumer);
    });
    const down = (): void => {
      if (this.#consumer !== consumer || !this.#up) return;
      this.#up = false;
      this.#downSince = Date.now();
    };
    consumer.on(consumer.events.STOP, down);
    consumer.on(consumer.events.DISCONNECT, down);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      down();
      if (!payload.restart && current()) this.#renew();
    });
    return consumer;
  }
  async #leave(): Promise<void> {
    await this.#consumer?.disconnect().catch(() => undefined);
    this.#up = false;
  }
}
