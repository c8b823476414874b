import { setTimeout as sleep } from 'node:timers/promises';

import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';

import { DatabaseAway, isRetried, isStalePlan } from './errors';
import { Session } from './session';
import type { Statements, Tx } from './tx';

const ATTEMPTS = 5;
const RECONNECT = { first: 100, longest: 2_000 };

/** A service's own database. */
export class Database implements Statements {
  readonly #closed = new AbortController();
  #connected: Promise<void> | undefined;

  /** `onProblem` hears of what has no caller to be told: a failing connect, a failing afterCommit. */
  constructor(
    readonly source: DataSource,
    private readonly onProblem: (text: string, error: unknown) => void = () => undefined,
  ) {}

  /** Resolves once connected; tries until then, or until closed. A pool that loses its connections heals by itself. */
  connect(): Promise<void> {
    return (this.#connected ??= this.#connect());
  }
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#connected;
    if (this.source.isInitialized) await this.source.destroy();
  }

  /**
   * Runs the work in one transaction (READ COMMITTED) and commits, or rolls back and throws what the work threw.
   * A serialisation failure or deadlock runs the *whole work* again, so it must have no effect but through `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (attempt === ATTEMPTS || !(isRetried(error) || isStalePlan(error))) throw error;
        await sleep(Math.random() * 20 * attempt);
      }
    }
  }
  /** Several statements on one connection, without a transaction. */
  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.#runner();
    try {
      const session = await Session.on(runner);
      try {
        return await work(session);
      } finally {
        session.end();
      }
    } finally {
      await runner.release();
    }
  }
  /** A single named statement on any connection. */
  async run<R = unknown>(name: string, sql: string, params: readonly unknown[] = []): Promise<R[]> {
    if (!this.source.isInitialized) throw new DatabaseAway();
    return (await this.#pool.query({ name, text: sql, values: [...params] })).rows as R[];
  }

  /** What the pool holds now. */
  get connections(): { most: number; idle: number; used: number; waiting: number } {
    const { poolSize: most = 0 } = this.source.options as PostgresDataSourceOptions;
    if (!this.source.isInitialized) return { most, idle: 0, used: 0, waiting: 0 };
    const { totalCount, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { most, idle, used: totalCount - idle, waiting };
  }

  get #pool(): Pool {
    return (this.source.driver as PostgresDriver).master as Pool;
  }
  async #connect(): Promise<void> {
    for (
      let delay = RECONNECT.first;
      !this.#closed.signal.aborted;
      delay = Math.min(delay * 2, RECONNECT.longest)
    ) {
      try {
        await this.source.initialize();
        return;
      } catch (error) {
        this.onProblem('cannot connect to the database, trying again', error);
        await sleep(delay, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      }
    }
  }
  #runner(): PostgresQueryRunner {
    if (!this.source.isInitialized) throw new DatabaseAway();
    return this.source.createQueryRunner() as PostgresQueryRunner;
  }
  async #once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.#runner();
    try {
      const session = await Session.begin(runner);
      const [result, hooks] = await this.#outcome(session, work);
      this.#after(hooks);
      return result;
    } finally {
      await runner.release();
    }
  }
  async #outcome<T>(session: Session, work: (tx: Tx) => Promise<T>) {
    try {
      const result = await work(session);
      return [result, await session.commit()] as const;
    } catch (failure) {
      const error = await session.causeOf(failure);
      await session.rollback(isStalePlan(error));
      throw error;
    }
  }
  #after(hooks: readonly (() => void)[]): void {
    for (const hook of hooks) {
      try {
        hook();
      } catch (error) {
        this.onProblem('what was to follow a commit failed', error);
      }
    }
  }
}
