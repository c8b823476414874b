import type { Client, QueryConfig, QueryResult } from 'pg';
import type { EntityManager } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';

import { asParameter } from './array-text';
import { sqlState } from './errors';
import type { Tx } from './tx';

/** What PostgreSQL answers to everything that follows a failed statement. */
const ABORTED = '25P02';

/** A {@link Tx} over one pooled connection; unusable as soon as the work that got it is over. */
export class Session implements Tx {
  readonly #hooks: (() => void)[] = [];
  /** Statements that nobody waits for. */
  readonly #sent: Promise<unknown>[] = [];
  #manager: EntityManager | undefined;
  #over = false;
  #corked = false;

  private constructor(
    private readonly runner: PostgresQueryRunner,
    private readonly client: Client,
  ) {}

  static async on(runner: PostgresQueryRunner): Promise<Session> {
    return new Session(runner, (await runner.connect()) as Client);
  }
  /** Opens a transaction; BEGIN goes out together with the first statement. */
  static async begin(runner: PostgresQueryRunner): Promise<Session> {
    const session = await Session.on(runner);
    // as TypeORM's own BEGIN would leave it: what it saves by itself then takes savepoints
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    session.#unwaited(session.#query('BEGIN'));
    return session;
  }

  async run<R>(name: string, sql: string, params: readonly unknown[] = []): Promise<R[]> {
    return (await this.#statement(name, sql, params)).rows as R[];
  }
  send(name: string, sql: string, params: readonly unknown[] = []): void {
    this.#unwaited(this.#statement(name, sql, params));
  }
  get manager(): EntityManager {
    return (this.#manager ??= this.runner.dataSource.createEntityManager(this.runner));
  }
  afterCommit(work: () => void): void {
    if (!this.runner.isTransactionActive) throw new Error('afterCommit needs a transaction');
    this.#hooks.push(work);
  }

  /** Commits, and returns what was to be done afterwards. Throws the error of a statement that nobody waited for. */
  async commit(): Promise<readonly (() => void)[]> {
    this.#over = true;
    const committed = this.#query('COMMIT');
    await settled([...this.#sent, committed]);
    // PostgreSQL answers ROLLBACK, not an error, when a statement failed and nobody looked.
    if ((await committed).command !== 'COMMIT')
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
  /** What really went wrong: a statement that nobody waited for makes those after it fail for no reason of their own. */
  async causeOf(error: unknown): Promise<unknown> {
    if (sqlState(error) !== ABORTED) return error;
    return settled(this.#sent).then(
      () => error,
      (first: unknown) => first,
    );
  }
  end(): void {
    this.#over = true;
  }

  #statement(name: string, sql: string, params: readonly unknown[]): Promise<QueryResult> {
    if (this.#over) return Promise.reject(new Error(`statement ${name} came after its transaction was over`));
    return this.#query({ name, text: sql, values: params.map(asParameter) });
  }
  /** Statements of one turn of the event loop go out in one write. */
  #query(statement: string | QueryConfig): Promise<QueryResult> {
    const { stream } = this.client.connection;
    if (!this.#corked) {
      this.#corked = true;
      stream.cork();
      process.nextTick(() => {
        this.#corked = false;
        stream.uncork();
      });
    }
    return this.client.query(statement as QueryConfig);
  }
  #unwaited(statement: Promise<unknown>): void {
    // looked at when the transaction ends
    statement.catch(() => undefined);
    this.#sent.push(statement);
  }
}

/** Waits for all; throws the first failure. */
async function settled(all: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(all)).find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
