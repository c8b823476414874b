import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { type Addresses, hasAllDatabases } from './addresses';
import { Child, type ChildEvents, type Recipe } from './child';
import { findJava } from './java';
import { kafkaRecipe, type SecuredListener } from './kafka';
import { kafkaJars } from './maven';
import { LOOPBACK, Ports } from './ports';
import { adminUrl, postgresRecipe } from './postgres';
import { findPostgresHome, postgresFolders } from './postgres-user';
import { Problem } from './problem';
import { makeFolders, type Profile, type ProfileName, profileOf, settingsFile } from './profile';
import { findRedis, redisRecipe } from './redis';
import { Secrets } from './secrets';
import { endChildren } from './remains';
import { Claim, type State } from './state';
import { silent, type Step, type Terminal } from './terminal';

export type ServerName = 'postgres' | 'redis' | 'kafka';

export interface StackOptions {
  /** First of the ports; the profile's own when left out. */
  readonly portBase?: number;
  /** Addresses in it win over local copies: DATABASE_URL (a superuser's), REDIS_URL, KAFKA_BROKERS. */
  readonly env?: NodeJS.ProcessEnv;
  readonly terminal?: Terminal;
  /** The command that holds the profile, as others are told. */
  readonly command?: string;
  /** Forget all data and secrets of the profile first. */
  readonly fresh?: boolean;
  /** Kafka listens over TLS too, to whom it is told of. */
  readonly securedKafka?: Omit<SecuredListener, 'port'>;
  /** Start again what dies unasked. */
  readonly supervised?: boolean;
}

/** Offsets from the profile's first port. */
const PORT = { postgres: 0, redis: 1, kafka: 2, controller: 3, securedKafka: 4 } as const;
export const FIRST_SERVICE_PORT = 10;

/** PostgreSQL, Redis and Kafka of one profile, and the children that others add (services). */
export class LocalStack {
  readonly profile: Profile;
  readonly secrets: Secrets;
  readonly ports = new Ports();
  readonly terminal: Terminal;
  /** The environment it was given; the services on it get the same. */
  readonly env: NodeJS.ProcessEnv;
  private readonly children = new Map<string, Child>();
  private readonly aborted = new AbortController();
  private claimed: Claim | undefined;
  private found: Addresses | undefined;

  constructor(
    name: ProfileName,
    private readonly options: StackOptions = {},
  ) {
    this.profile = profileOf(name, options.portBase);
    this.terminal = options.terminal ?? silent;
    this.env = options.env ?? process.env;
    this.secrets = new Secrets(this.profile);
  }

  get addresses(): Addresses {
    if (this.found === undefined) throw new Error('The local stack has not been started.');
    return this.found;
  }

  /**
   * Takes the profile, clears what an earlier run left, and brings all three servers up at once.
   * @throws Problem in words for the person; nothing is left running then
   */
  async start(): Promise<Addresses> {
    makeFolders(this.profile);
    const { claim, remains } = Claim.take(this.profile, this.options.command ?? 'start');
    this.claimed = claim;
    rmSync(settingsFile(this.profile), { force: true });
    process.once('exit', this.killNow);
    try {
      if (remains !== null) await this.clear(remains);
      if (this.options.fresh) this.forget();
      this.found = await this.startServers();
      return this.found;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Services first, then the servers; each politely, then by force. Gives the profile back. */
  async stop(): Promise<void> {
    this.aborted.abort();
    const servers = new Set<string>(['postgres', 'redis', 'kafka'] satisfies ServerName[]);
    const all = [...this.children.values()];
    await Promise.all(all.filter((each) => !servers.has(each.name)).map((each) => each.stop()));
    await Promise.all(all.filter((each) => servers.has(each.name)).map((each) => each.stop()));
    this.claimed?.release();
    this.claimed = undefined;
    process.off('exit', this.killNow);
  }

  /** Aborted when the stack stops: for what else is under way on it. */
  get signal(): AbortSignal {
    return this.aborted.signal;
  }

  /** At once and without order: the second Ctrl-C. */
  readonly killNow = (): void => {
    for (const child of this.children.values()) child.killNow();
  };

  /** As a fault would. When supervised it comes back by itself, else by `restart`. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.child(name).kill(signal);
  }

  /** The same server on the same port and data. */
  async restart(name: string): Promise<void> {
    await this.child(name).restart();
  }

  isRunning(name: string): boolean {
    return this.child(name).running;
  }

  /** Of the process that runs now under this name; its children (PostgreSQL's) descend from it. */
  pidOf(name: string): number {
    const { pid } = this.child(name);
    if (pid === undefined) throw new Problem(`${name} does not run.`);
    return pid;
  }

  /** Ends one program for good; another one may take its name. */
  async end(name: string): Promise<void> {
    await this.child(name).stop();
    this.children.delete(name);
  }

  /** Starts one more program under this stack's care. */
  async run(recipe: Recipe): Promise<void> {
    const child = new Child(recipe, this.events);
    child.supervised = this.options.supervised ?? false;
    this.children.set(recipe.name, child);
    await child.start();
  }

  /** Told to other commands through the state file. */
  publish(name: string, address: string): void {
    this.claimed?.setAddress(name, address);
  }

  /** Addresses for people: no passwords. */
  get published(): Readonly<Record<string, string>> {
    return this.claimed?.addresses ?? {};
  }

  /** The wished port of this profile or the next free one, which is said. */
  async port(name: string, offset: number): Promise<number> {
    const wished = this.profile.portBase + offset;
    const port = await this.ports.take(wished);
    if (port !== wished) this.terminal.line(`  port ${wished} is taken: ${name} uses ${port}`);
    return port;
  }

  private async startServers(): Promise<Addresses> {
    const starts = [this.startPostgres(), this.startRedis(), this.startKafka()] as const;
    try {
      const [postgres, redis, kafka] = await Promise.all(starts);
      this.publish('REDIS_URL', redis);
      this.publish('KAFKA_BROKERS', kafka);
      return { postgres, redis, kafka };
    } catch (error) {
      this.aborted.abort();
      await Promise.all([...this.children.values()].map((each) => each.stop()));
      await Promise.allSettled(starts);
      throw error;
    }
  }

  private async startPostgres(): Promise<string | null> {
    if (!this.env.DATABASE_URL && hasAllDatabases(this.env)) {
      this.terminal.line('  postgres: the databases of the environment are used, none is started');
      return null;
    }
    return this.local('postgres', this.env.DATABASE_URL, async (step) => {
      const home = findPostgresHome(this.profile);
      if (home.elsewhere !== undefined) this.terminal.line(`  ${home.elsewhere}`);
      mkdirSync(join(home.data, '..'), { recursive: true });
      const port = await this.port('postgres', PORT.postgres);
      const password = this.secrets.password('postgres');
      const durable = this.profile.name === 'run' || this.profile.name === 'bench';
      await this.run(postgresRecipe(this.profile, home, { port, password, durable }, this.aborted.signal));
      this.publish('POSTGRES', `${LOOPBACK}:${port}`);
      step.done(`port ${port}`);
      return adminUrl(port, password);
    });
  }

  private startRedis(): Promise<string> {
    return this.local('redis', this.env.REDIS_URL, async (step) => {
      const binary = await findRedis({ env: this.env, signal: this.aborted.signal, step });
      const port = await this.port('redis', PORT.redis);
      await this.run(redisRecipe(this.profile, binary, port));
      step.done(`port ${port}`);
      return `redis://${LOOPBACK}:${port}`;
    });
  }

  private startKafka(): Promise<string> {
    return this.local('kafka', this.env.KAFKA_BROKERS, async (step) => {
      const signal = this.aborted.signal;
      const [java, libs] = await Promise.all([
        findJava(this.env),
        kafkaJars({ env: this.env, signal, step }),
      ]);
      step.update('broker starts');
      const broker = await this.port('kafka', PORT.kafka);
      const controller = await this.port("kafka's controller", PORT.controller);
      const secured = await this.securedKafka();
      await this.run(kafkaRecipe(this.profile, { java, libs }, { broker, controller }, { signal, secured }));
      step.done(`port ${broker}`);
      return `${LOOPBACK}:${broker}`;
    });
  }

  private async securedKafka(): Promise<SecuredListener | undefined> {
    const { securedKafka } = this.options;
    if (securedKafka === undefined) return undefined;
    const port = await this.port('kafka over TLS', PORT.securedKafka);
    this.publish('SECURED_KAFKA_BROKERS', `${LOOPBACK}:${port}`);
    return { ...securedKafka, port };
  }

  /** An address in the environment wins over a local copy. */
  private async local(
    name: ServerName,
    given: string | undefined,
    start: (step: Step) => Promise<string>,
  ): Promise<string> {
    if (given !== undefined && given !== '') {
      this.terminal.line(`  ${name}: the one of the environment is used, none is started`);
      return given;
    }
    const step = this.terminal.step(name);
    try {
      return await start(step);
    } catch (error) {
      step.fail('');
      throw error;
    }
  }

  private async clear(remains: State): Promise<void> {
    const ended = await endChildren(remains);
    for (const name of Object.keys(remains.children)) this.claimed?.setChild(name, null);
    const what = ended.length > 0 ? `; it left ${ended.join(', ')} running, now ended` : '';
    this.terminal.line(`  an earlier run (pid ${remains.owner.pid}) was broken off${what}`);
  }

  private forget(): void {
    const keep = new Set(['lock', 'state.json']);
    for (const name of readdirSync(this.profile.folder)) {
      if (!keep.has(name)) rmSync(join(this.profile.folder, name), { recursive: true, force: true });
    }
    for (const folder of postgresFolders(this.profile)) rmSync(folder, { recursive: true, force: true });
    makeFolders(this.profile);
    this.secrets.forget();
  }

  private child(name: string): Child {
    const child = this.children.get(name);
    if (child === undefined) {
      throw new Problem(
        `Nothing called ${name} was started here (there is: ${[...this.children.keys()].join(', ')}).`,
      );
    }
    return child;
  }

  private readonly events: ChildEvents = {
    changed: (name, id) => this.claimed?.setChild(name, id),
    died: (name, how) => this.terminal.line(`! ${name} ${how}; it is started again`),
    revived: (name, tookMs) => this.terminal.line(`✓ ${name} is back after ${(tookMs / 1000).toFixed(1)} s`),
  };
}
