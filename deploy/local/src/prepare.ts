import { join } from 'node:path';

import { SERVICES, type ServiceName } from '@open122/contracts';

import { ensureDatabases } from './databases';
import { provinceCode } from './province-file';
import { at } from './profile';

/** What this step did, for whoever waits for it. */
export interface Prepared {
  readonly databases: string[];
  readonly migrations: string[];
  readonly topics: string[];
}

/**
 * Databases, migrations and topics: everything that must be there before the services start. It is a step of its own,
 * run by `npm start` and by the compose file, on the same settings as the services. Runs again without harm.
 */
export async function prepare(settings: NodeJS.ProcessEnv): Promise<Prepared> {
  const admin = settings.DATABASE_URL;
  const databases = admin === undefined ? [] : await ensureDatabases(admin, settings);
  const [migrations, topics] = await Promise.all([migrateAll(settings), makeTopics(settings)]);
  return { databases, migrations, topics };
}

async function migrateAll(settings: NodeJS.ProcessEnv): Promise<string[]> {
  const { migrate } = await import('@open122/service');
  const one = async (service: ServiceName): Promise<string[]> => {
    const url = settings[`${service.toUpperCase()}_MIGRATOR_URL`];
    if (url === undefined) return [];
    const names = await migrate(service, url, join(at('apps', service, 'dist', 'migrations'), '*.js'));
    return names.map((name) => `${service}: ${name}`);
  };
  return (await Promise.all(SERVICES.map(one))).flat();
}

async function makeTopics(settings: NodeJS.ProcessEnv): Promise<string[]> {
  const { KAFKA_BROKERS: brokers, PROVINCE_FILE: file } = settings;
  if (brokers === undefined || file === undefined)
    throw new Error('KAFKA_BROKERS and PROVINCE_FILE must be set.');
  const { busAccessOf, ensureTopics } = await import('@open122/messaging');
  return ensureTopics(busAccessOf(settings), provinceCode(file));
}

if (require.main === module) {
  prepare(process.env).then(
    (prepared) => {
      process.stdout.write(`${JSON.stringify(prepared)}\n`);
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
