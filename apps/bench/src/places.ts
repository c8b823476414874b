import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type ServiceName, SERVICES } from '@open122/contracts';
import { at, LocalProvince, LocalStack } from '@open122/local';
import { Client } from 'pg';
import { request } from 'undici';

/** A program of the benchmarks' own: a baseline, or a service made of the libraries. */
export interface Program {
  /** Of its log. */
  readonly name: string;
  /** Compiled, from the checkout: `apps/bench/dist/src/read/program.js`. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 once it is ready. */
  readonly readyAt: string;
  readonly nodeArgs?: readonly string[];
}
export interface Running {
  readonly pid: number;
  /** Milliseconds from its start until it was ready. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

const READY_WITHIN = 60_000;
const GRACE = 10_000;
const POLL = 10;

/** Where the benchmarks run: servers and a province of their own (`.local/bench`), made when first asked for. */
export class Places {
  #stack: Promise<LocalStack> | undefined;
  #province: Promise<LocalProvince> | undefined;
  readonly #running = new Set<Running>();

  /** `env`: added to the settings of all services and programs; `files`: of services, as they were compiled, for a profile. */
  constructor(
    readonly env: Readonly<Record<string, string>>,
    private readonly files = false,
  ) {}

  /** PostgreSQL (durable, as in production), Redis and Kafka. */
  stack(): Promise<LocalStack> {
    return (this.#stack ??= this.#start());
  }
  /** A province on them, a process for each service. */
  province(): Promise<LocalProvince> {
    return (this.#province ??= this.#found());
  }
  /** Processes of servers and services by name: `postgres`, `kafka`, `licence`. */
  async pids(...names: (ServiceName | 'postgres' | 'redis' | 'kafka')[]): Promise<number[]> {
    const stack = await this.stack();
    return names.map((name) => stack.pidOf(name));
  }
  /** The superuser's address of a database of its own on the benchmarks' PostgreSQL, empty or as `sql` makes it. */
  async database(name: string, sql = ''): Promise<string> {
    const admin = (await this.stack()).addresses.postgres;
    if (admin === null) throw new Error('The benchmarks need a PostgreSQL whose superuser they are.');
    await inDatabase(admin, `drop database if exists ${name} with (force)`);
    await inDatabase(admin, `create database ${name}`);
    const url = Object.assign(new URL(admin), { pathname: name }).href;
    if (sql !== '') await inDatabase(url, sql);
    return url;
  }
  /** The superuser in a service's own database, for whom no trigger or role is in the way. */
  async superuser(service: ServiceName): Promise<Client> {
    const [{ addresses }, { settings }] = await Promise.all([this.stack(), this.province()]);
    const { pathname } = new URL(settings[`${service.toUpperCase()}_DATABASE_URL`] ?? '');
    const client = new Client(Object.assign(new URL(addresses.postgres ?? ''), { pathname }).href);
    await client.connect();
    return client;
  }
  /** Runs a program until it is told to stop; resolves once it is ready. */
  async run({ name, file, env, readyAt, nodeArgs = [] }: Program): Promise<Running> {
    const { profile, env: around } = await this.stack();
    const log = openSync(join(profile.logs, `${name}.log`), 'a', 0o600);
    const began = performance.now();
    const child = spawn(process.execPath, [...nodeArgs, at(file)], {
      env: { ...around, ...this.env, ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    // nothing stays behind when we end by an error
    const kill = (): unknown => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const ended = once(child, 'exit');
    const running: Running = {
      pid: child.pid ?? 0,
      readyAfter: 0,
      stop: async () => {
        this.#running.delete(running);
        const late = setTimeout(() => child.kill('SIGKILL'), GRACE);
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGTERM');
          await ended;
        }
        clearTimeout(late);
      },
    };
    this.#running.add(running);
    while (!(await answers(readyAt))) {
      if (child.exitCode !== null || performance.now() - began > READY_WITHIN) {
        await running.stop();
        throw new Error(`${name} did not become ready, see its log in ${profile.logs}`);
      }
      await pause(POLL);
    }
    return Object.assign(running, { readyAfter: performance.now() - began });
  }
  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((each) => each.stop()));
    await (await this.#stack)?.stop();
  }

  async #start(): Promise<LocalStack> {
    const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', KAFKA_BROKERS: '' };
    const stack = new LocalStack('bench', { env, fresh: true, command: 'bench' });
    await stack.start();
    return stack;
  }
  async #found(): Promise<LocalProvince> {
    const stack = await this.stack();
    const province = new LocalProvince(stack, {
      separate: true,
      files: this.files,
      env: { LOG_LEVEL: 'info', ...unlimited, ...this.env },
    });
    await province.prepare();
    await province.start(SERVICES);
    return province;
  }
}

/** All requests come from one address and few accounts: limits would be measured instead of the platform. */
const unlimited = {
  GATEWAY_LIMIT_CLIENT: '1000000000',
  GATEWAY_LIMIT_ACCOUNT: '1000000000',
  GATEWAY_LIMIT_SIGN_IN: '1000000000',
};

export async function inDatabase(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { headersTimeout: 2_000, bodyTimeout: 2_000 });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
