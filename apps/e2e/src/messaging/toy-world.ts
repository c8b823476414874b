import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { topicName, type TopicName } from '@open122/contracts';
import { ensureTopics, messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';
import { Kafka, logLevel } from 'kafkajs';
import { Client, Pool } from 'pg';

import { consumerTables, producerTables } from './toy-tables';
import type { ToyName } from './toy-process';
import { until } from './until';

/** The servers that a world stands on. */
export interface ToyServers {
  /** A superuser's address. */
  postgres: string;
  brokers: string[];
  /** A folder for files and logs. */
  folder: string;
}

/** The root of the checkout, from src as from dist. */
export const checkout = ((from: string): string => {
  let folder = from;
  while (!existsSync(join(folder, 'nx.json'))) folder = dirname(folder);
  return folder;
})(__dirname);
const PROGRAM = join(checkout, 'apps', 'e2e', 'dist', 'src', 'messaging', 'bundle.js');
/** What the two services say and hear. */
const TOPICS = ['fulfilment.handover', 'blacklist.standing', 'gateway.clock'] as const;
/** Milliseconds; a machine that runs all tests may take half a minute to start some processes. */
const JOINED_WITHIN = 60_000;
const taken = new Set<string>();

/** Two letters that no other world of this process has. */
function provinceCode(): string {
  for (;;) {
    const code = String.fromCharCode(97 + randomInt(26), 97 + randomInt(26));
    if (taken.has(code)) continue;
    taken.add(code);
    return code;
  }
}

/** A province of two toy services with databases and topics of its own, each service a process that may be killed. */
export class ToyWorld {
  readonly producer: Pool;
  readonly consumer: Pool;
  readonly #children = new Set<ChildProcess>();

  private constructor(
    readonly servers: ToyServers,
    readonly province: string,
    private readonly env: NodeJS.ProcessEnv,
    urls: Record<'producer' | 'consumer', string>,
  ) {
    this.producer = new Pool({ connectionString: urls.producer, max: 3 });
    this.consumer = new Pool({ connectionString: urls.consumer, max: 3 });
    // PostgreSQL is killed beneath them, whether they are at work or not
    for (const pool of [this.producer, this.consumer])
      pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  /** With settings besides its own. */
  static async make(servers: ToyServers, more: NodeJS.ProcessEnv = {}): Promise<ToyWorld> {
    const province = provinceCode();
    const urls = {
      producer: await makeDatabase(servers, [serviceTables, messagingTables, producerTables]),
      consumer: await makeDatabase(servers, [serviceTables, messagingTables, consumerTables]),
    };
    await ensureTopics(servers, province, TOPICS);
    mkdirSync(servers.folder, { recursive: true });
    const file = join(servers.folder, `${province}.yaml`);
    const hebei = readFileSync(join(checkout, 'deploy', 'provinces', 'he.yaml'), 'utf8');
    writeFileSync(file, hebei.replace(/^code: he$/m, `code: ${province}`));
    const env = {
      PATH: process.env.PATH,
      PROVINCE_FILE: file,
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      KAFKA_BROKERS: servers.brokers.join(','),
      TOY_PROVINCE: province,
      FULFILMENT_DATABASE_URL: urls.producer,
      BLACKLIST_DATABASE_URL: urls.consumer,
      FULFILMENT_PORT: '0',
      BLACKLIST_PORT: '0',
      ...more,
    };
    return new ToyWorld(servers, province, env, urls);
  }

  topic(name: TopicName): string {
    return topicName(this.province, name);
  }
  /** Settings of both services, to start one within this process. */
  get settings(): NodeJS.ProcessEnv {
    return { ...this.env, LOG_LEVEL: 'silent' };
  }
  /** Gives the producer something to do: keys, each to be changed so many times. Returns the keys. */
  async giveWork(keys: number, changes: number): Promise<string[]> {
    const made = Array.from({ length: keys }, () => randomUUID());
    await this.producer.query(
      'insert into work (key, version, target) select key, 0, $2 from unnest($1::uuid[]) as key',
      [made, changes],
    );
    return made;
  }
  /** Starts a process. `crash` is a crash point with its passing. */
  run(name: ToyName, crash?: string): ChildProcess {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: build first (npm test does)`);
    const child = spawn(process.execPath, [PROGRAM, name], {
      env: { ...this.env, ...(crash !== undefined && { OPEN122_CRASH: crash }) },
      // the channel tells it when we are killed
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const log = createWriteStream(join(this.servers.folder, `${this.province}-${name}.log`), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }
  /** Effects of these keys, counted. */
  async effects(keys: readonly string[]): Promise<number> {
    const { rows } = await this.consumer.query<{ count: string }>(
      'select count(place) from effect where key = any($1)',
      [keys],
    );
    return Number(rows[0]?.count);
  }
  /** Changes of these keys, counted. */
  async changes(keys: readonly string[]): Promise<number> {
    const { rows } = await this.producer.query<{ count: string }>(
      'select count(key) from change where key = any($1)',
      [keys],
    );
    return Number(rows[0]?.count);
  }
  /** Whether all that was to be done has been done, and has had its effects. */
  async idle(): Promise<boolean> {
    const [{ rows: open }, changes, effects] = await Promise.all([
      this.producer.query('select 1 from work where version < target limit 1'),
      this.producer.query<{ count: string }>('select count(*) from change'),
      this.consumer.query<{ count: string }>('select count(*) from effect'),
    ]);
    return open.length === 0 && Number(changes.rows[0]?.count) <= Number(effects.rows[0]?.count);
  }
  /** Of these keys those whose effects are fewer than their changes. */
  async waiting(keys: readonly string[]): Promise<string[]> {
    const [changes, effects] = await Promise.all([
      this.producer.query<Counted>(COUNTED('change'), [keys]),
      this.consumer.query<Counted>(COUNTED('effect'), [keys]),
    ]);
    const done = new Map(effects.rows.map(({ key, count }) => [key, Number(count)]));
    return changes.rows
      .filter(({ key, count }) => Number(count) > (done.get(key) ?? 0))
      .map(({ key }) => key);
  }
  /** When the effects of these keys were written, in milliseconds since 1970. */
  async effectTimes(keys: readonly string[]): Promise<{ key: string; at: number }[]> {
    const { rows } = await this.consumer.query<{ key: string; at: Date }>(
      'select key, at from effect where key = any($1)',
      [keys],
    );
    return rows.map(({ key, at }) => ({ key, at: at.getTime() }));
  }
  /** For messages that a test sends by itself: the checker looks for their effects. */
  async recordChanges(keys: readonly string[]): Promise<void> {
    await this.producer.query(
      'insert into change (key, version) select key, 1 from unnest($1::uuid[]) as key',
      [keys],
    );
  }
  /** The causes of the consumer's dead letters. */
  async deadLetters(): Promise<string[]> {
    const { rows } = await this.consumer.query<{ cause: string }>('select cause from dead_letter');
    return rows.map(({ cause }) => cause);
  }
  /** Waits until so many processes of this name have joined their group. */
  async ready(name: ToyName, count: number): Promise<void> {
    const kafka = new Kafka({
      clientId: 'toy-world',
      brokers: this.servers.brokers,
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    const group = `${this.province}.${name === 'producer' ? 'fulfilment' : 'blacklist'}`;
    try {
      const joined = async (): Promise<boolean> => {
        const [found] = (await admin.describeGroups([group])).groups;
        return found?.state === 'Stable' && found.members.length === count;
      };
      await until(`${count} of ${name} have joined`, joined, JOINED_WITHIN);
    } finally {
      await admin.disconnect();
    }
  }
  /** Waits until so many effects are there and all outboxes are empty. */
  async settled(keys: readonly string[], effects: number, within: number): Promise<boolean> {
    const until = Date.now() + within;
    while (Date.now() < until) {
      if ((await this.effects(keys)) >= effects && (await this.#outboxes()) === 0) return true;
      await sleep(50);
    }
    return false;
  }
  /** Waits until nothing more comes, for so long. */
  async still(keys: readonly string[], during: number): Promise<void> {
    for (let count = -1, since = Date.now(); Date.now() - since < during; await sleep(50)) {
      const now = await this.effects(keys);
      if (now !== count) since = Date.now();
      count = now;
    }
  }
  async close(): Promise<void> {
    await Promise.all([...this.#children].map((child) => ended(child, 'SIGKILL')));
    await Promise.all([this.producer.end(), this.consumer.end()]);
  }

  async #outboxes(): Promise<number> {
    const counts = await Promise.all(
      [this.producer, this.consumer].map((pool) =>
        pool.query<{ count: string }>('select count(id) from outbox'),
      ),
    );
    return counts.reduce((sum, { rows }) => sum + Number(rows[0]?.count), 0);
  }
}

interface Counted {
  key: string;
  count: string;
}
const COUNTED = (table: 'change' | 'effect'): string =>
  `select key, count(version) from ${table} where key = any($1) group by key`;

/** The end of a child, by itself or by a signal; null when it does not come in time, and is then enforced. */
export async function ended(
  child: ChildProcess,
  signal?: NodeJS.Signals,
  within = 30_000,
): Promise<NodeJS.Signals | number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.signalCode ?? child.exitCode;
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(null);
    }, within);
    child.once('exit', (code, by) => {
      clearTimeout(late);
      resolve(by ?? code);
    });
    if (signal !== undefined) child.kill(signal);
  });
}

async function makeDatabase({ postgres }: ToyServers, tables: readonly string[]): Promise<string> {
  const name = `toy_${randomUUID().replaceAll('-', '')}`;
  await inDatabase(postgres, (client) => client.query(`create database ${name}`));
  const url = Object.assign(new URL(postgres), { pathname: name }).href;
  await inDatabase(url, (client) => client.query(tables.join('\n')));
  return url;
}

async function inDatabase(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}
