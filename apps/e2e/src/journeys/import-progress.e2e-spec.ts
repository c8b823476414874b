import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { day } from '@open122/contracts';
import { at, progressOffBy, type ToldProgress, toldProgress } from '@open122/local';
import { demoLines } from '@open122/registry';

import { Callers } from '../faults/callers';
import { thePlatform } from '../platform';

jest.setTimeout(180_000);

const ROWS = 15_000;
/** The machine may be at something else during one of them. */
const ATTEMPTS = 3;
/** Of the whole; twice what the row `import` of the bench holds it to: beside other tests times are no measurement. */
const OFF_BY = 0.2;

const platform = thePlatform();
const folder = mkdtempSync(join(tmpdir(), 'open122-progress-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function licences(seed: number): Promise<string> {
  const path = join(folder, `${seed}.csv`);
  const lines = demoLines('licences', { persons: ROWS, seed, asOf: day('2026-01-01') });
  await pipeline(function* () {
    for (const { bytes } of lines) yield bytes;
  }, createWriteStream(path));
  return path;
}

/** What the command says of how far it is. */
async function told(path: string): Promise<ToldProgress> {
  const callers = new Callers(platform);
  const token = await callers.token({ kind: 'staff', role: 'administrator', account: 'administrator' });
  await callers.close();
  const env = { ...process.env, STORY_GATEWAY_URL: platform.gateway, OPEN122_TOKEN: token };
  const program = at('deploy', 'local', 'dist', 'src', 'import.js');
  const child = spawn(process.execPath, [program, path], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [only = []] = await toldProgress(child.stdout);
  expect(await ended).toEqual([0, null]);
  return only;
}

test('after the first tenth of an import the share that is told is about that of its time', async () => {
  let offBy = Infinity;
  for (let attempt = 1; attempt <= ATTEMPTS && offBy > OFF_BY; attempt += 1) {
    const progress = await told(await licences(7_000 + attempt));
    expect(progress.length).toBeGreaterThan(2);
    offBy = progressOffBy(progress);
  }
  expect(offBy).toBeLessThanOrEqual(OFF_BY);
});
