// Jest maps no package names in a global set-up, and nothing is built yet when tests run: hence the paths below.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Child } from '../../../deploy/local/src/child';
import { Ports } from '../../../deploy/local/src/ports';
import { adminUrl, postgresRecipe } from '../../../deploy/local/src/postgres';
import { findPostgresHome, postgresFolders } from '../../../deploy/local/src/postgres-user';
import { commandOf, endProcess, identify, isListed } from '../../../deploy/local/src/processes';
import { type Profile, type ProfileName, profileOf } from '../../../deploy/local/src/profile';
import { inCheckout } from './checkout';
import { keepServer } from './test-server';

const FIRST_PORT = 27_700;
const PASSWORD = 'postgres';

/** One PostgreSQL for this run of Jest, unless TEST_PG_ADMIN_URL names one; `global-teardown` ends it. */
export default async function globalSetup(): Promise<void> {
  if (process.env.TEST_PG_ADMIN_URL) return;
  await clearRemains();
  const profile = profileFor(process.pid);
  mkdirSync(profile.logs, { recursive: true });
  const port = await new Ports().take(FIRST_PORT + (process.pid % 200));
  const options = { port, password: PASSWORD, durable: false };
  const recipe = postgresRecipe(profile, findPostgresHome(profile), options, new AbortController().signal);
  const server = new Child(recipe, {
    changed: () => undefined,
    died: () => undefined,
    revived: () => undefined,
  });
  await server.start();
  process.env.TEST_PG_ADMIN_URL = adminUrl(port, PASSWORD);
  keepServer({
    async stop() {
      await server.stop();
      forget(profile);
    },
  });
  process.once('exit', () => server.killNow());
}

const runs = inCheckout('.local', 'jest');

/** Each run has a folder of its own, named after its process, so that runs do not meet. */
function profileFor(pid: number): Profile {
  const folder = join(runs, String(pid));
  return { ...profileOf('test'), name: `jest-${pid}` as ProfileName, folder, logs: join(folder, 'logs') };
}

/** Ends and forgets what runs left behind that were killed. */
async function clearRemains(): Promise<void> {
  const pids = existsSync(runs) ? readdirSync(runs).map(Number) : [];
  for (const pid of pids.filter((each) => !isListed(each))) {
    const profile = profileFor(pid);
    for (const folder of postgresFolders(profile)) await endServer(folder);
    forget(profile);
  }
}

async function endServer(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (commandOf(pid).includes(data)) await endProcess(identify(pid), 'SIGINT', 4_000);
}

function forget(profile: Profile): void {
  for (const folder of [profile.folder, ...postgresFolders(profile)]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
