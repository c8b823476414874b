import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Problem } from './problem';

/** `run` is what `npm start` uses; the others stand beside it with folders and ports of their own. */
export type ProfileName = 'run' | 'test' | 'e2e' | 'crash' | 'faults' | 'stack' | 'bench';

/** First port of each profile, below the ephemeral range and away from 5432, 6379 and 9092. */
const PORT_BASE: Record<ProfileName, number> = {
  run: 27400,
  test: 27500,
  e2e: 27600,
  crash: 28000,
  faults: 28100,
  stack: 28200,
  bench: 28300,
};

/** Where one local stack keeps everything; all of it is git-ignored and may be deleted when nothing runs. */
export interface Profile {
  readonly name: ProfileName;
  readonly portBase: number;
  readonly folder: string;
  readonly logs: string;
  readonly secrets: string;
}

/** The checkout: the nearest folder above this file that has an nx.json (works from src and from dist). */
export const checkout = findCheckout(__dirname);

export const at = (...path: string[]): string => join(checkout, ...path);
/** Downloads shared by all profiles. */
export const kafkaLibs = at('.local', 'kafka-libs');
export const redisBinaries = at('.local', 'redis');
/** Short name of this checkout, for folders outside it. */
export const checkoutHash = createHash('sha256').update(checkout).digest('hex').slice(0, 12);

export function profileOf(name: ProfileName, portBase: number = PORT_BASE[name]): Profile {
  const folder = at('.local', name);
  return { name, portBase, folder, logs: join(folder, 'logs'), secrets: join(folder, 'secrets') };
}

/** Settings of the services on the stack that runs now; it holds secrets. */
export const settingsFile = (profile: Profile): string => join(profile.secrets, 'settings.json');

/** @throws Problem when the folders belong to another user */
export function makeFolders(profile: Profile): void {
  try {
    mkdirSync(profile.logs, { recursive: true });
    mkdirSync(profile.secrets, { recursive: true, mode: 0o700 });
    accessSync(profile.secrets, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new Problem(`${profile.folder} belongs to another user: run as that user, or delete the folder.`);
  }
}

function findCheckout(from: string): string {
  if (existsSync(join(from, 'nx.json'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error('This file is not inside a checkout of open122 (no nx.json above it).');
  return findCheckout(parent);
}
