import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { epochOf } from '@open122/contracts';
import { ConfigurationError, Database, Health, isUnavailable, Metrics, Shutdown } from '@open122/service';

import { READ_EVERY } from '../key-ring';
import { retireKeys } from '../key-ring.store';
import { Keys } from '../keys';

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
      this.#tell(this.keys.locked().join('; '));
      await this.#forget();
    } catch (err) {
      if (isUnavailable(err)) this.#logger.warn({ err }, ReadKeys.name);
      else this.#logger.error({ err }, ReadKeys.name);
    }
  }

  /** Once: this instance still has the settings from before a change of the root. */
  #tell(locked: string): void {
    if (locked !== '' && locked !== this.#told) this.#logger.error({ locked }, ReadKeys.name);
    this.#told = locked;
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
