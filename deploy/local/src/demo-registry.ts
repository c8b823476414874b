import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { day } from '@open122/contracts';
import { DEMO_ENCODINGS, type DemoFile, demoLines, type DemoOptions } from '@open122/registry';

import { Problem } from './problem';
import { Screen } from './terminal';

/**
 * `npm run demo:registry -- --persons 1000 --seed 1 --as-of 2026-01-01 [--out folder]
 * [--encoding gb18030]`: registry files of invented persons.
 */

const screen = new Screen();

function readWords(): Record<'persons' | 'seed' | 'as-of' | 'out' | 'encoding', string> {
  try {
    return parseArgs({
      options: {
        persons: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        'as-of': { type: 'string', default: '2026-01-01' },
        out: { type: 'string', default: '.' },
        encoding: { type: 'string', default: 'utf-8' },
      },
    }).values;
  } catch (error) {
    throw new Problem((error as Error).message);
  }
}

function readOptions(): DemoOptions & { out: string } {
  const { persons, seed, 'as-of': asOf, out, encoding: asked } = readWords();
  const encoding = DEMO_ENCODINGS.find((each) => each === asked);
  if (encoding === undefined)
    throw new Problem(`--encoding is one of ${DEMO_ENCODINGS.join(', ')}, not ${asked}.`);
  const whole = (name: string, text: string, least: number): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < least) throw new Problem(`--${name} wants a whole number from ${least} on, not ${text}.`);
    return number;
  };
  try {
    return {
      persons: whole('persons', persons, 1),
      seed: whole('seed', seed, 0),
      asOf: day(asOf),
      out,
      encoding,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new Problem(`--as-of wants a day like 2026-01-01, not ${asOf}.`);
    throw error;
  }
}

/** What was written to a file: its records, and how many of them were damaged by which code. */
interface Tally {
  records: number;
  readonly damage: Record<string, number>;
}

const BLOCK = 64 * 1024;

/** The lines of a file in blocks, so that a million of them are not a million writes. */
function* blocks(file: DemoFile, options: DemoOptions, tally: Tally): Generator<Buffer> {
  let block: Buffer[] = [];
  let length = 0;
  for (const { bytes, damage, record } of demoLines(file, options)) {
    if (record !== null) tally.records += 1;
    if (damage !== null) tally.damage[damage] = (tally.damage[damage] ?? 0) + 1;
    block.push(bytes);
    length += bytes.length;
    if (length < BLOCK) continue;
    yield Buffer.concat(block);
    block = [];
    length = 0;
  }
  yield Buffer.concat(block);
}

/** Writes one file block by block and gives the damage put into it: how many lines of which code. */
async function write(file: DemoFile, options: DemoOptions & { out: string }): Promise<Tally['damage']> {
  const path = join(options.out, `${file}.csv`);
  const step = screen.step(path);
  const tally: Tally = { records: 0, damage: {} };
  const shown = setInterval(() => step.update(`${tally.records} records`), 250);
  try {
    await pipeline(blocks(file, options, tally), createWriteStream(path));
  } finally {
    clearInterval(shown);
  }
  const damaged = Object.values(tally.damage).reduce((sum, many) => sum + many, 0);
  step.done(`${tally.records} records, ${damaged} damaged`);
  return tally.damage;
}

async function main(): Promise<void> {
  const options = readOptions();
  try {
    mkdirSync(options.out, { recursive: true });
  } catch (error) {
    throw new Problem(`Nothing can be written to ${options.out}: ${(error as Error).message}`);
  }
  const damage = { licences: await write('licences', options), vehicles: await write('vehicles', options) };
  const path = join(options.out, 'damage.json');
  writeFileSync(path, `${JSON.stringify(damage, null, 2)}\n`);
  screen.line(`The damage put in, by the code that the import has to give it: ${path}`);
}

main().catch((error: unknown) => {
  screen.problem(error);
  process.exitCode = 1;
});
