import { setTimeout as sleep } from 'node:timers/promises';

import { type ServiceName, topicName } from '@open122/contracts';
import type { Clock, Condition, Database } from '@open122/service';
import type { Consumer, Kafka } from 'kafkajs';

import { Batches, type Route } from './consume/batches';
import type { Burial } from './consume/burial';
import type { Handlers } from './consume/handlers';
import { ProcessSlices } from './consume/process-slices';
import type { FactCopy } from './facts/fact-copy';
import { FactPositions } from './facts/fact-positions';
import { FactSlices } from './facts/fact-slices';
import { AdminLine } from './kafka/admin-line';
import { LivingConsumer } from './kafka/living-consumer';
import type { FollowClock } from './status/follow-clock';
import { Lag, type PartitionLag } from './status/lag';
import type { Meters } from './status/meters';

/** Partitions handled at once, each with a connection to the database. */
const CONCURRENCY = 4;
const AGAIN = 300;

export interface BusParts {
  service: ServiceName;
  province: string;
  kafka: Kafka;
  database: Database;
  clock: Clock;
  /** Only a sandbox's clock moves. */
  followClock: FollowClock | undefined;
  facts: readonly FactCopy[];
  handlers: Handlers;
  burial: Burial;
  meters: Meters;
}

/** All that a service hears. */
export class Bus {
  readonly #admin: AdminLine;
  readonly #positions: FactPositions;
  #routes: ReadonlyMap<string, Route> = new Map();
  #consumer: LivingConsumer | undefined;
  #lag: Lag;
  #placed: Promise<void> = Promise.resolve();
  #started = false;
  #closed: Promise<void> | undefined;

  constructor(private readonly parts: BusParts) {
    this.#admin = new AdminLine(parts.kafka);
    this.#positions = new FactPositions(parts.facts, parts.province, parts.database, this.#admin);
    this.#lag = new Lag(this.#admin, this.groupId, []);
  }

  get groupId(): string {
    return `${this.parts.province}.${this.parts.service}`;
  }
  /** Every topic with its work; handlers must be known. */
  routes(): ReadonlyMap<string, Route> {
    const { parts } = this;
    const work = new ProcessSlices(parts);
    const routes: Route[] = [
      ...parts.handlers.topics.map((topic) => ({ topic, work, begins: () => Promise.resolve() })),
      ...parts.facts.map((copy) => ({
        topic: copy.topic,
        work: new FactSlices(copy, parts),
        begins: () => this.#placed,
      })),
    ];
    return new Map(routes.map((route) => [topicName(parts.province, route.topic), route]));
  }
  /** Begins in the background: a broker or database that is away is waited for. */
  start(): void {
    this.#started = true;
    this.#routes = this.routes();
    const topics = [...this.#routes.keys()];
    this.#lag = new Lag(this.#admin, this.groupId, topics);
    this.parts.followClock?.start();
    void this.#positions.follow();
    if (topics.length === 0) return;
    const batches = new Batches(this.#routes, () => this.parts.followClock?.known ?? true);
    this.#consumer = new LivingConsumer(this.parts.kafka, {
      groupId: this.groupId,
      topics,
      fromBeginning: true,
      autoCommit: true,
      concurrency: CONCURRENCY,
      eachBatch: (payload) => batches.take(payload),
      joined: (assignment, consumer) => {
        this.#placed = this.#place(assignment, consumer);
      },
    });
    this.#consumer.start();
  }
  /** Leaves the bus once what is in hand is done and its offsets are committed. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }
  /** Whether it hears what it is to hear, platform time and local copies included. */
  condition(): Condition {
    if (!this.#started) return { up: false, detail: 'not listening' };
    if (this.#consumer?.up === false) return { up: false, detail: 'no member of its group' };
    if (this.parts.followClock?.known === false)
      return { up: false, detail: 'platform time is not known yet' };
    if (!this.#positions.caughtUp) return { up: false, detail: 'local copies are behind' };
    return { up: true };
  }
  /** Messages not dealt with yet. Throws when the broker is away. */
  lag(): Promise<readonly PartitionLag[]> {
    return this.#lag.read();
  }

  /** Where the copies are is known by the database; while it is away their batches wait. */
  async #place(assignment: Readonly<Record<string, number[]>>, consumer: Consumer): Promise<void> {
    while (this.#closed === undefined && this.#consumer?.up === true) {
      try {
        await this.#positions.seek(assignment, consumer);
        return;
      } catch {
        await sleep(AGAIN);
      }
    }
  }
  async #close(): Promise<void> {
    this.#positions.close();
    await Promise.all([this.#consumer?.close(), this.parts.followClock?.close()]);
    await this.#admin.close();
  }
}
