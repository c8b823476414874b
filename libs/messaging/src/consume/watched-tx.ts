import type { Tx } from '@open122/service';
import type { EntityManager } from 'typeorm';

const WRITES = /\b(insert\s+into|update\s+[\w."]+\s+(as\s+\w+\s+)?set|delete\s+from|merge\s+into)\b/i;

/** A transaction as one handler sees it, which knows whether the handler has written. */
export class WatchedTx implements Tx {
  wrote = false;

  constructor(private readonly tx: Tx) {}

  run<R = unknown>(name: string, sql: string, params?: readonly unknown[]): Promise<R[]> {
    this.wrote ||= WRITES.test(sql);
    return this.tx.run<R>(name, sql, params);
  }
  send(name: string, sql: string, params?: readonly unknown[]): void {
    this.wrote = true;
    this.tx.send(name, sql, params);
  }
  get manager(): EntityManager {
    // nobody can tell what it will be used for
    this.wrote = true;
    return this.tx.manager;
  }
  afterCommit(work: () => void): void {
    this.tx.afterCommit(work);
  }
}
