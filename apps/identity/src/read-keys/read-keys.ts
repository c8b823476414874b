import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { epochOf } from '@open122/contracts';
import { ConfigurationError, Database, Health, isUnavailable, Metrics, Shutdown } from '@open122/service';

import { READ_EVERY } from '../key-ring/key-ring';
import { retireKeys } from '../key-ring/key-ring.store';
import { Keys } from '../key-ring/keys';

/** Reads the key ring before the service listens, and every second from then on; forgets token keys that are over. */
@Injectable()
export class ReadKeys implements OnModuleInit {
  readonly #logger = new Logger(ReadKeys.name);
  #timer: NodeJS.Timeout | undefined;
  #told = '';

  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
    shutdown: Shutdown,
    health: Health,
    metrics: Metrics,
  ) {
    health.register('keys', () => ({ up: keys.wasRead }));
    metrics.gauge(
      {
        name: 'open122_key_age_seconds',
        help: 'how long ago the key was made that seals data or signs tokens now; absent for a first key, whose age nobody wrote down',
        labelNames: ['purpose'],
      },
      () => this.#ages(),
    );
    shutdown.on('workers', () => clearInterval(this.#timer));
  }

  /** A database that is away is waited for; keys that the settings do not open end the start. */
  async onModuleInit(): Promise<void> {
    await this.#read();
    const locked = this.keys.wasRead ? this.keys.locked() : [];
    if (locked.length > 0) throw new ConfigurationError('identity', locked);
    this.#timer = setInterval(() => void this.#read(), READ_EVERY);
    this.#timer.unref();
  }

  async #read(): Promise<void> {
    try {
      await this.keys.read();
      await this.#forget();
      const locked = this.keys.locked().join('; ');
      // this instance has the settings from before a change of the root
      this.#tell(locked, () => this.#logger.error({ locked }, ReadKeys.name));
    } catch (err) {
      const level = isUnavailable(err) ? 'warn' : 'error';
      this.#tell(String(err), () => this.#logger[level]({ err }, ReadKeys.name));
    }
  }

  /** What is wrong, once and not every second. */
  #tell(problem: string, log: () => void): void {
    if (problem !== '' && problem !== this.#told) log();
    this.#told = problem;
  }

  async #forget(): Promise<void> {
    const over = this.keys
      .known()
      .keys.filter(
        ({ purpose, state, retiredAt }) => purpose === 'token' && state === 'gone' && retiredAt === null,
      )
      .map(({ id }) => id);
    if (over.length > 0) await retireKeys(this.database, 'token', over);
  }

  #ages() {
    if (!this.keys.wasRead) return undefined;
    const { now, keys } = this.keys.known();
    return keys
      .filter(({ state, wrapped }) => state === 'in-use' && wrapped !== null)
      .map(({ purpose, madeAt }) => [(epochOf(now) - epochOf(madeAt)) / 1_000, { purpose }] as const);
  }
}
