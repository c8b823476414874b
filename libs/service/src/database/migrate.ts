import type { ServiceName } from '@open122/contracts';
import { DataSource, type MigrationInterface } from 'typeorm';

import { PROGRAM_CONNECTS_WITHIN } from './open';
import { QuietLogger } from './quiet-logger';

/** Any number will do, as long as every migrator of a database takes the same one. */
const LOCK = 122_000_001;

/**
 * Runs the migrations that a service's database has not seen yet, each in its own transaction, and returns their names.
 * `migrations` are classes, or a glob of compiled ones. Two migrators of one database wait for each other.
 */
export async function migrate(
  service: ServiceName,
  migratorUrl: string,
  migrations: string | readonly (new () => MigrationInterface)[],
): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: migratorUrl,
    applicationName: `migrate ${service}`,
    // one session holds the lock, the other migrates
    poolSize: 2,
    connectTimeoutMS: PROGRAM_CONNECTS_WITHIN,
    migrations: typeof migrations === 'string' ? [migrations] : [...migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logger: new QuietLogger(),
  });
  await source.initialize();
  try {
    const guard = source.createQueryRunner();
    await guard.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      return (await source.runMigrations()).map((each) => each.name);
    } finally {
      await guard.query('select pg_advisory_unlock($1)', [LOCK]);
      await guard.release();
    }
  } finally {
    await source.destroy();
  }
}
