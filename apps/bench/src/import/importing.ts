import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { at, type LocalProvince } from '@open122/local';
import { Client } from 'pg';

import type { Places } from '../places';
import { administratorToken } from '../read/tokens';

const POLL = 100;

/** `npm run import` under way. */
export interface Importing {
  readonly pid: number;
  /** Rejects when the command fails. */
  readonly ended: Promise<void>;
}

/** Starts the import of files as an operator does: through the gateway, one after the other. */
export async function importing(places: Places, files: readonly string[]): Promise<Importing> {
  const [{ profile }, province] = [await places.stack(), await places.province()];
  const token = await administratorToken(province.settings.IDENTITY_TOKEN_KEY ?? '', 'he');
  const path = join(profile.logs, 'import.log');
  const log = openSync(path, 'w', 0o600);
  const child = spawn(process.execPath, [at('deploy', 'local', 'dist', 'src', 'import.js'), ...files], {
    env: { ...process.env, STORY_GATEWAY_URL: province.url('gateway'), OPEN122_TOKEN: token },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`the import failed: ${readFileSync(path, 'utf8')}`);
  });
  return { pid: child.pid ?? 0, ended };
}

/** Waits until the facts of all that was committed are on the bus. */
export async function published({ settings }: LocalProvince): Promise<void> {
  for (const url of [settings.LICENCE_DATABASE_URL, settings.VEHICLE_DATABASE_URL]) {
    const client = new Client({ connectionString: url });
    await client.connect();
    const waits = async (): Promise<boolean> =>
      (await client.query('select from outbox limit 1')).rowCount !== 0;
    try {
      while (await waits()) await pause(POLL);
    } finally {
      await client.end();
    }
  }
}
