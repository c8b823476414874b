import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Kafka, logLevel } from 'kafkajs';

import { checkout } from '../messaging/toy-world';
import { administratorOf, thePlatform } from '../platform';
import { staff } from '../story/cast';
import { GatewayClient } from '../story/gateway-client';

jest.setTimeout(180_000);

const run = promisify(execFile);
const platform = thePlatform();
const folder = mkdtempSync(join(tmpdir(), 'open122-import-'));
// One token for all commands: a TOTP code is good once, and each sign-in would wait for the next.
let token = '';
beforeAll(async () => {
  token = await staff(new GatewayClient(platform.gateway), administratorOf(platform)).token();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command of the workspace as a person would run it against this platform. */
async function command(name: string, ...args: string[]): Promise<string> {
  const program = join(checkout, 'deploy', 'local', 'dist', 'src', `${name}.js`);
  const env = { ...process.env, STORY_GATEWAY_URL: platform.gateway, OPEN122_TOKEN: token };
  return (await run(process.execPath, [program, ...args], { env, cwd: folder })).stdout;
}

type File = 'licences' | 'vehicles';
const FILES: readonly File[] = ['vehicles', 'licences'];
const importBoth = () => command('import', ...FILES.map((file) => `${file}.csv`));

const resultOf = (output: string, file: File) => {
  const told = new RegExp(
    `${file}.csv: (\\d+) rows: (\\d+) new, (\\d+) changed, (\\d+) unchanged, (\\d+) older, (\\d+) rejected`,
  );
  const [, rows, inserted, updated, unchanged, skipped, rejected] = (told.exec(output) ?? []).map(Number);
  return { rows, inserted, updated, unchanged, skipped, rejected };
};

/** How often each code stands in a reject file. */
function rejectCounts(file: File): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of readFileSync(join(folder, `${file}.rejects.csv`), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)) {
    const code = line.split(',')[2] ?? '';
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** How many facts of records have ever been published. */
async function facts(): Promise<number> {
  const admin = new Kafka({
    clientId: 'count',
    brokers: platform.brokers,
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  const offsets = await Promise.all(
    ['he.licence.licence.v1', 'he.vehicle.vehicle.v1'].map((topic) => admin.fetchTopicOffsets(topic)),
  );
  await admin.disconnect();
  return offsets.flat().reduce((sum, { high }) => sum + Number(high), 0);
}

/** Waits until the relays have sent all that was committed. */
async function factsAtRest(): Promise<number> {
  for (let before = -1; ;) {
    const now = await facts();
    if (now === before) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

const records = (result: ReturnType<typeof resultOf>) => Number(result.rows) - Number(result.rejected);

test('what the demonstration damages is what the import rejects, code by code; the good rows are in (rules §9a)', async () => {
  await command('demo-registry', '--persons', '1000', '--seed', '7', '--as-of', '2026-01-01');
  const damage = JSON.parse(readFileSync(join(folder, 'damage.json'), 'utf8')) as Record<
    File,
    Record<string, number>
  >;
  const before = await factsAtRest();
  const output = await importBoth();
  for (const file of FILES) {
    expect(rejectCounts(file)).toEqual(damage[file]);
    const result = resultOf(output, file);
    expect(result).toMatchObject({ inserted: records(result), updated: 0, unchanged: 0, skipped: 0 });
    expect(result.rejected).toBe(Object.values(damage[file]).reduce((sum, many) => sum + many, 0));
  }
  const imported = FILES.map((file) => records(resultOf(output, file)));
  expect((await factsAtRest()) - before).toBe(imported[0]! + imported[1]!);
});

test('the same files again change nothing and say nothing, nor do the same rows in another file', async () => {
  const before = await factsAtRest();
  const again = await importBoth();
  for (const file of FILES) {
    const path = join(folder, `${file}.csv`);
    // Written by another tool: the same rows, other bytes.
    writeFileSync(
      path,
      Buffer.from(readFileSync(path).toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
    );
  }
  const rewritten = await importBoth();
  for (const file of FILES) {
    for (const output of [again, rewritten]) {
      expect(resultOf(output, file)).toMatchObject({ inserted: 0, updated: 0, skipped: 0 });
    }
  }
  expect(await factsAtRest()).toBe(before);
});

test('a row with a lower revision than on record is skipped, one with a higher changes the record', async () => {
  const path = join(folder, 'licences.csv');
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
  const good = lines.filter((line) => /^[2-5],0,\d{12},resident-id,\d{17}[\dX],/.test(line)).slice(0, 20);
  const revised = (by: number) =>
    good.map((line) => line.replace(/^\d/, (revision) => String(Number(revision) + by)));
  const before = await factsAtRest();
  writeFileSync(path, `${header}\n${revised(-1).join('\n')}\n`);
  const older = resultOf(await command('import', 'licences.csv'), 'licences');
  expect(older).toMatchObject({ inserted: 0, updated: 0, unchanged: 0, skipped: records(older) });
  writeFileSync(path, `${header}\n${revised(1).join('\n')}\n`);
  const newer = resultOf(await command('import', 'licences.csv'), 'licences');
  expect(newer).toMatchObject({ inserted: 0, updated: records(newer), unchanged: 0, skipped: 0 });
  expect((await factsAtRest()) - before).toBe(records(newer));
});
