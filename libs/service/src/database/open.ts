import type { ClientBase } from 'pg';
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';

import { QuietLogger } from './quiet-logger';
import { rowTypes } from './types';

/** Milliseconds; lock < statement < session, so that nobody waits behind a frozen session for longer than it lives. */
export const limits = {
  connect: 2_000,
  lock: 1_500,
  statement: 2_500,
  idleInTransaction: 3_000,
  query: 5_000,
};

/** Milliseconds in which a program that a person runs gets its connection: everything may just be starting on that machine. */
export const PROGRAM_CONNECTS_WITHIN = 10_000;

export interface DatabaseOptions {
  url: string;
  /** Connections at most. */
  pool: number;
  entities: readonly EntitySchema[];
  /** Shown by pg_stat_activity. */
  name: string;
  /** Milliseconds for a connection to be made, if not as long as a request waits. */
  connectWithin?: number;
}

/**
 * A connection that breaks while the pool hands it over has nobody who listens, and would end the process; whoever gets it is told by his
 * first statement.
 */
const survive = (client: ClientBase): void => void client.on('error', () => undefined);

/** A DataSource of a service, not connected yet. */
export const openSource = ({ url, pool, entities, name, connectWithin }: DatabaseOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    applicationName: name,
    poolSize: pool,
    connectTimeoutMS: connectWithin ?? limits.connect,
    entities: [...entities],
    synchronize: false,
    installExtensions: false,
    logger: new QuietLogger(),
    // A broken idle connection is replaced by the pool itself; the next caller that is hit is told.
    poolErrorHandler: () => undefined,
    extra: {
      pipeline: true,
      types: rowTypes,
      keepAlive: true,
      onConnect: survive,
      options: '-c TimeZone=UTC',
      lock_timeout: limits.lock,
      statement_timeout: limits.statement,
      idle_in_transaction_session_timeout: limits.idleInTransaction,
      query_timeout: limits.query,
    },
  } satisfies DataSourceOptions);
