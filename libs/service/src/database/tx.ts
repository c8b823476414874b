import type { EntityManager } from 'typeorm';

/** What runs statements: a transaction, or a Database for a single statement on any connection. Only stores use it. */
export interface Statements {
  /**
   * A named prepared statement; rows come back with the column names as selected. The name stands for exactly one text.
   * Statements of one transaction may be sent without waiting for each other: they are answered in order.
   */
  run<R = unknown>(name: string, sql: string, params?: readonly unknown[]): Promise<R[]>;
}

/** One transaction, or one pooled connection for reading. Only stores use it. */
export interface Tx extends Statements {
  /**
   * As `run`, for a write whose answer nobody needs: it goes out together with what follows, at the latest with the commit. When
   * it fails the transaction fails, with its error.
   */
  send(name: string, sql: string, params?: readonly unknown[]): void;
  /** TypeORM, for cold code. */
  readonly manager: EntityManager;
  /** Runs once the transaction is committed, never when it is rolled back; must not throw and is not waited for. */
  afterCommit(work: () => void): void;
}
