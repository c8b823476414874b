import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

import { at, type LocalProvince, type ToldProgress, toldProgress } from '@open122/local';
import { Client } from 'pg';

import type { Places } from '../places';
import { administratorToken } from '../read/tokens';

const POLL = 100;

/** `npm run import` under way. */
export interface Importing {
  readonly pid: number;
  /** What it told of each file; rejects when the command fails. */
  readonly ended: Promise<ToldProgress[]>;
}

/** Starts the import of files as an operator does: through the gateway, one after the other. */
export async function importing(places: Places, files: readonly string[]): Promise<Importing> {
  const province = await places.province();
  const token = await administratorToken(province.settings.IDENTITY_TOKEN_KEY ?? '', 'he');
  const child = spawn(process.execPath, [at('deploy', 'local', 'dist', 'src', 'import.js'), ...files], {
    env: { ...process.env, STORY_GATEWAY_URL: province.url('gateway'), OPEN122_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [told, complaints] = [toldProgress(child.stdout), text(child.stderr)];
  const ended = once(child, 'exit').then(async ([code]) => {
    if (code !== 0) throw new Error(`the import failed: ${await complaints}`);
    return told;
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
