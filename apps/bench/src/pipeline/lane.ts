import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type Payload, type HandoverOpened, topicName } from '@open122/contracts';
import { at } from '@open122/local';
import { ensureTopics } from '@open122/messaging';
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { Client } from 'pg';

import type { Places, Program, Running } from '../places';
import { copyTables } from './tables';

const AT_ONCE = 1_000;
/** Messages that are sent together at a steady rate. */
const TOGETHER = 10;
const POLL = 20;
const PATIENCE = 120_000;
/** So many aggregates change again and again. */
const KEYS = Array.from({ length: 10_000 }, () => randomUUID());

export type Manner = 'batch' | 'each' | 'slow' | 'bare-batch' | 'bare-single';

/** One consumer with a topic and a database of its own, so that it can be measured apart from the others. */
export class Lane {
  #sent = 0;
  #version = 0;
  #running: Running | undefined;

  private constructor(
    private readonly places: Places,
    private readonly program: Program,
    readonly topic: string,
    private readonly group: string,
    private readonly url: string,
    private readonly producer: Producer,
    private readonly admin: Admin,
  ) {}

  /** `province`: two letters, of this lane alone. */
  static async open(places: Places, manner: Manner, province: string, port: number): Promise<Lane> {
    const { addresses, profile } = await places.stack();
    const url = await places.database(`bench_lane_${province}`, copyTables);
    await ensureTopics({ brokers: [addresses.kafka] }, province, ['fulfilment.handover']);
    const folder = join(profile.folder, 'provinces');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${province}.yaml`);
    const hebei = readFileSync(at('deploy', 'provinces', 'he.yaml'), 'utf8');
    // its clock is nobody's to move: no gateway says what time it is
    writeFileSync(
      file,
      hebei.replace(/^code: he$/m, `code: ${province}`).replace(/^sandbox: true$/m, 'sandbox: false'),
    );
    const topic = topicName(province, 'fulfilment.handover');
    const kafka = new Kafka({ clientId: 'bench', brokers: [addresses.kafka], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    const admin = kafka.admin();
    await Promise.all([producer.connect(), admin.connect()]);
    const bare = manner.startsWith('bare-');
    const program: Program = {
      name: `lane-${manner}`,
      file: `apps/bench/dist/src/${bare ? 'bare-consumer' : 'pipeline'}/program.js`,
      readyAt: `http://127.0.0.1:${port}${bare ? '/' : '/health/ready'}`,
      env: {
        ...{ PROVINCE_FILE: file, KAFKA_BROKERS: addresses.kafka, LOG_LEVEL: 'info', BENCH_HANDLER: manner },
        ...{ BLACKLIST_PORT: String(port), BLACKLIST_DATABASE_URL: url },
        ...{ BARE_PORT: String(port), BARE_DATABASE_URL: url, BARE_TOPIC: topic },
        BARE_MODE: manner === 'bare-single' ? 'single' : 'batch',
      },
    };
    const group = bare ? `${topic}.bare` : `${province}.blacklist`;
    return new Lane(places, program, topic, group, url, producer, admin);
  }

  /** Puts so many messages on the topic. */
  async send(count: number): Promise<void> {
    for (let left = count; left > 0; left -= AT_ONCE) {
      const messages = Array.from({ length: Math.min(AT_ONCE, left) }, () => this.#message());
      await this.producer.send({ topic: this.topic, messages });
    }
    this.#sent += count;
  }
  /** A steady rate of messages, each of an aggregate of its own; resolves when they have arrived. */
  async sendCalmly({ rate, seconds }: { rate: number; seconds: number }): Promise<void> {
    const turns = (rate * seconds) / TOGETHER;
    const began = performance.now();
    const sent: Promise<unknown>[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const due = began + (turn * TOGETHER * 1_000) / rate;
      if (due > performance.now()) await pause(due - performance.now());
      const messages = Array.from({ length: TOGETHER }, () => this.#message(undefined, randomUUID()));
      sent.push(this.producer.send({ topic: this.topic, messages }));
    }
    await Promise.all(sent);
    this.#sent += turns * TOGETHER;
    await this.until(0);
  }
  /** Messages a second of a consumer that runs: so many come at once on each partition; from its first effect to the last. */
  async rate(count: number, partitions: number): Promise<number> {
    await this.forget();
    const messages = Array.from({ length: count * partitions }, (_, at) =>
      this.#message(at % partitions, randomUUID()),
    );
    await this.producer.send({ topic: this.topic, messages });
    this.#sent += messages.length;
    await this.until(0);
    const [found] = await this.#ask<{ seconds: string }>(
      'select extract(epoch from max(at) - min(at)) as seconds from copy',
    );
    return (messages.length - partitions) / Number(found?.seconds);
  }
  async start(): Promise<Running> {
    return (this.#running = await this.places.run(this.program));
  }
  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }
  /** Messages that are not dealt with yet, by the group's own offsets. */
  async lag(): Promise<number> {
    const offsets = await this.admin.fetchOffsets({ groupId: this.group, topics: [this.topic] });
    const done = (offsets[0]?.partitions ?? []).reduce(
      (sum, { offset }) => sum + Math.max(0, Number(offset)),
      0,
    );
    return this.#sent - done;
  }
  /** Waits until no more than so many are left; resolves with the moment, as performance.now() tells. */
  async until(left: number): Promise<number> {
    for (const end = performance.now() + PATIENCE; (await this.lag()) > left; await pause(POLL)) {
      if (performance.now() > end) throw new Error(`${this.topic}: ${await this.lag()} messages are left`);
    }
    return performance.now();
  }
  /** Messages a second: so many are waiting when the consumer starts; its start and first tenth are thrown away. */
  async throughput(count: number): Promise<number> {
    await this.send(count);
    await this.start();
    const first = await this.until(count * 0.9);
    const from = await this.lag();
    const since = performance.now();
    const last = await this.until(0);
    await this.stop();
    return (from / (last - Math.max(first, since))) * 1_000;
  }
  /** Milliseconds from when it was said to when it was written, of what was last said of each aggregate. */
  async delays(): Promise<number[]> {
    const rows = await this.#ask<{ delay: string }>(
      'select extract(epoch from at - said_at) * 1000 as delay from copy',
    );
    return rows.map(({ delay }) => Number(delay));
  }
  async forget(): Promise<void> {
    await this.#ask('truncate copy, inbox');
  }
  async close(): Promise<void> {
    await this.stop();
    await Promise.all([this.producer.disconnect(), this.admin.disconnect()]);
  }

  async #ask<R extends object>(sql: string): Promise<R[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    return (await client.query<R>(sql).finally(() => client.end())).rows;
  }
  #message(partition?: number, own?: string) {
    this.#version += 1;
    const key = own ?? KEYS[this.#version % KEYS.length] ?? '';
    const version = String(this.#version);
    const headers = {
      ...{
        ce_specversion: '1.0',
        ce_id: randomUUID(),
        ce_type: 'HandoverOpened',
        ce_source: '/bench/fulfilment',
      },
      ...{ ce_time: new Date().toISOString(), aggregateversion: version, 'content-type': 'application/json' },
    };
    const value = JSON.stringify(openedOf(key));
    return { key, headers, value, ...(partition === undefined ? {} : { partition }) };
  }
}

export const openedOf = (handoverId: string): Payload<typeof HandoverOpened> =>
  ({
    ...{ handoverId, serial: 'HEL202601050000001', person: handoverId.padEnd(43, '0') },
    at: new Date().toISOString(),
  }) as Payload<typeof HandoverOpened>;
