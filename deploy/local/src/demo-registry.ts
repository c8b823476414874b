import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { day } from '@open122/contracts';
import { type DemoFile, demoLines, type DemoOptions } from '@open122/registry';

import { Problem } from './problem';
import { Screen } from './terminal';

/** `npm run demo:registry -- --persons 1000 --seed 1 --as-of 2026-01-01 [--out folder]`: registry files of invented persons. */

const screen = new Screen();

function readOptions(): DemoOptions & { out: string } {
  const { values } = parseArgs({
    options: {
      persons: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      'as-of': { type: 'string', default: '2026-01-01' },
      out: { type: 'string', default: '.' },
    },
  });
  const whole = (name: string, text: string, least: number): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < least) throw new Problem(`--${name} wants a whole number from ${least} on, not ${text}.`);
    return number;
  };
  try {
    return {
      persons: whole('persons', values.persons, 1),
      seed: whole('seed', values.seed, 0),
      asOf: day(values['as-of']),
      out: values.out,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new Problem(`--as-of wants a day like 2026-01-01, not ${values['as-of']}.`);
    throw error;
  }
}

/** Writes one file line by line and gives the damage put into it: how many lines of which code. */
async function write(file: DemoFile, options: DemoOptions & { out: string }) {
  const path = join(options.out, `${file}.csv`);
  const step = screen.step(path);
  const out = createWriteStream(path);
  const damage: Record<string, number> = {};
  let lines = -1;
  for (const line of demoLines(file, options)) {
    lines += 1;
    if (line.damage !== null) damage[line.damage] = (damage[line.damage] ?? 0) + 1;
    if (!out.write(line.bytes)) await once(out, 'drain');
    if (lines % 10_000 === 0) step.update(`${lines} records`);
  }
  out.end();
  await finished(out);
  step.done(`${lines} records, ${Object.values(damage).reduce((sum, many) => sum + many, 0)} damaged`);
  return damage;
}

async function main(): Promise<void> {
  const options = readOptions();
  mkdirSync(options.out, { recursive: true });
  const damage = { licences: await write('licences', options), vehicles: await write('vehicles', options) };
  const path = join(options.out, 'damage.json');
  writeFileSync(path, `${JSON.stringify(damage, null, 2)}\n`);
  screen.line(`The damage put in, by the code that the import has to give it: ${path}`);
}

main().catch((error: unknown) => {
  screen.problem(error);
  process.exitCode = 1;
});
