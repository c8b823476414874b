import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

import { day } from '@open122/contracts';
import { at } from '@open122/local';
import { demoLines } from '@open122/registry';

import { Callers } from '../faults/callers';
import { thePlatform } from '../platform';

jest.setTimeout(180_000);

const ROWS = 15_000;
/** The machine may be at something else during one of them. */
const ATTEMPTS = 3;
/** In parts of the whole. */
const FROM = 0.1;
const OFF_BY = 0.1;

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

/** What the command says of how far it is, as a share of the whole, with the moment it says so; the last is its end. */
async function told(path: string): Promise<{ share: number; at: number }[]> {
  const callers = new Callers(platform);
  const token = await callers.token({ kind: 'staff', role: 'administrator', account: 'administrator' });
  await callers.close();
  const env = { ...process.env, STORY_GATEWAY_URL: platform.gateway, OPEN122_TOKEN: token };
  const program = at('deploy', 'local', 'dist', 'src', 'import.js');
  const child = spawn(process.execPath, [program, path], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const moments: { share: number; at: number }[] = [];
  for await (const line of createInterface(child.stdout)) {
    const [, rows, total] = /: ([\d,]+) of ([\d,]+) rows \|/.exec(line) ?? [];
    const count = (text = ''): number => Number(text.replaceAll(',', ''));
    if (rows !== undefined) moments.push({ share: count(rows) / count(total), at: performance.now() });
    else if (/ rows: /.test(line)) moments.push({ share: 1, at: performance.now() });
  }
  expect(await ended).toEqual([0, null]);
  return moments;
}

test('after the first tenth of an import the share that is told is that of its time, within a tenth', async () => {
  let worst = Infinity;
  for (let attempt = 1; attempt <= ATTEMPTS && worst > OFF_BY; attempt += 1) {
    const moments = await told(await licences(7_000 + attempt));
    const begun = moments[0]?.at ?? 0;
    const lasted = (moments.at(-1)?.at ?? 0) - begun;
    const looked = moments.filter(({ share }) => share >= FROM && share < 1);
    expect(looked.length).toBeGreaterThan(1);
    worst = Math.max(...looked.map(({ share, at: moment }) => Math.abs(share - (moment - begun) / lasted)));
  }
  expect(worst).toBeLessThanOrEqual(OFF_BY);
});
