import { join } from 'node:path';

import { SERVICES, type ServiceName } from '@open122/contracts';
import { type AclChanges, busAccessOf, ensureAcls, ensureTopics } from '@open122/messaging';
import { migrate, readProvince } from '@open122/service';

import { commandSettings } from './command-settings';
import { ensureDatabases } from './databases';
import { at } from './profile';

/** What this step did, for whoever waits for it. */
export interface Prepared {
  readonly databases: string[];
  readonly migrations: string[];
  readonly topics: string[];
  /** What the services may do at the brokers; null when these know nobody, or authorise nobody. */
  readonly acls: AclChanges | null;
}

/**
 * Databases, migrations and topics: everything that must be there before the services start. It is a step of its own,
 * run by `npm start` and by the compose file, on the same settings as the services. Runs again without harm.
 */
export async function prepare(settings: NodeJS.ProcessEnv): Promise<Prepared> {
  const admin = settings.DATABASE_URL;
  const databases = admin === undefined ? [] : await ensureDatabases(admin, settings);
  const [migrations, bus] = await Promise.all([migrateAll(settings), makeTopics(settings)]);
  return { databases, migrations, ...bus };
}

async function migrateAll(settings: NodeJS.ProcessEnv): Promise<string[]> {
  const one = async (service: ServiceName): Promise<string[]> => {
    const url = settings[`${service.toUpperCase()}_MIGRATOR_URL`];
    if (url === undefined) return [];
    const names = await migrate(service, url, join(at('apps', service, 'dist', 'migrations'), '*.js'));
    return names.map((name) => `${service}: ${name}`);
  };
  return (await Promise.all(SERVICES.map(one))).flat();
}

async function makeTopics(settings: NodeJS.ProcessEnv): Promise<Pick<Prepared, 'topics' | 'acls'>> {
  const file = settings.PROVINCE_FILE;
  if (file === undefined) throw new Error('PROVINCE_FILE must be set.');
  const { province, problems } = readProvince(file);
  if (province === undefined) throw new Error(problems.join('\n'));
  const { code, sandbox } = province;
  const bus = busAccessOf(settings);
  const topics = await ensureTopics(bus, code);
  if (bus.sasl === undefined) return { topics, acls: null };
  const accounts = Object.fromEntries(
    SERVICES.map((service) => [service, settings[`${service.toUpperCase()}_KAFKA_USERNAME`]]),
  );
  return { topics, acls: await ensureAcls(bus, { province: code, accounts, sandbox }) };
}

const main = async (): Promise<Prepared> => prepare(commandSettings(process.env));

if (require.main === module) {
  main().then(
    (prepared) => {
      process.stdout.write(`${JSON.stringify(prepared)}\n`);
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
