import type { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';

import type { Tx } from './tx';

/** A {@link Tx} over one pooled connection; unusable as soon as the work that got it is over. */
export class Session implements Tx {
  readonly #hooks: (() => void)[] = [];
  #manager: EntityManager | undefined;
  #over = false;

  constructor(
    private readonly runner: PostgresQueryRunner,
    private readonly client: Client,
  ) {}

  static async on(runner: PostgresQueryRunner): Promise<Session> {
    return new Session(runner, (await runner.connect()) as Client);
  }

  async run<R>(name: string, sql: string, params: readonly unknown[] = []): Promise<R[]> {
    if (this.#over) throw new Error(`statement ${name} came after its transaction was over`);
    return (await this.client.query({ name, text: sql, values: [...params] })).rows as R[];
  }
  get manager(): EntityManager {
    return (this.#manager ??= this.runner.dataSource.createEntityManager(this.runner));
  }
  afterCommit(work: () => void): void {
    if (!this.runner.isTransactionActive) throw new Error('afterCommit needs a transaction');
    this.#hooks.push(work);
  }

  /** Commits, and returns what was to be done afterwards. */
  async commit(): Promise<readonly (() => void)[]> {
    this.#over = true;
    // PostgreSQL answers ROLLBACK, not an error, when a statement failed and nobody looked.
    const { command } = await this.client.query('COMMIT');
    if (command !== 'COMMIT')
      throw new Error('a failed statement went unnoticed: the transaction was rolled back');
    return this.#hooks;
  }
  /** Rolls back; a connection that cannot even do that, or holds stale plans, does not go back into the pool. */
  async rollback(stale: boolean): Promise<void> {
    this.#over = true;
    const done = await this.client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    // an ending client is dropped by the pool when it is released
    if (stale || !done) void this.client.end().catch(() => undefined);
  }
  end(): void {
    this.#over = true;
  }
}
