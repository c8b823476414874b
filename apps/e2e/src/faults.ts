import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Logger } from '@nestjs/common';
import { at } from '@open122/local';

import { FaultPlaces } from './faults/places';
import type { FaultRow, Finding } from './faults/row';
import { faultRows } from './faults/rows';

/**
 * `npm run faults`: kills services and servers for real under load, and says what was lost or doubled; `npm run faults -- poison` one
 * row, `-- --short` the form that is part of `npm test`. Exits with 1 when a row does not hold.
 */

interface Told extends Finding {
  readonly id: string;
  readonly name: string;
}

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function findingsOf(row: FaultRow, places: FaultPlaces, short: boolean): Promise<Told[]> {
  const began = performance.now();
  const progress = (line: string): void => {
    const seconds = String(Math.round((performance.now() - began) / 1_000)).padStart(4);
    tell(`  ${row.name.padEnd(16)} ${seconds} s  ${line}`);
  };
  progress(row.title);
  const { id, name } = row;
  try {
    return (await row.run({ places, short, tell: progress })).map((finding) => ({ id, name, ...finding }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    const figures = error instanceof Error ? error.message : String(error);
    return [{ id, name, row: 'broke off', figures, met: false }];
  }
}

async function oneAfterTheOther(
  rows: readonly FaultRow[],
  places: FaultPlaces,
  short: boolean,
): Promise<Told[]> {
  const findings: Told[] = [];
  for (const row of rows) {
    if (places.stopped) break;
    const found = await findingsOf(row, places, short);
    found.forEach((finding) => tell(lineOf(finding)));
    findings.push(...found);
  }
  return findings;
}

const lineOf = ({ id, row, figures, met }: Told, width = 0): string =>
  `${met ? '✓' : '✗'} ${id.padEnd(3)} ${row.padEnd(width)}  ${figures}`;

function show(findings: readonly Told[]): void {
  const width = Math.max(...findings.map(({ row }) => row.length));
  tell('');
  for (const finding of findings) tell(lineOf(finding, width));
  const folder = at('.local', 'faults-results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'faults.json'), `${JSON.stringify({ at: new Date(), findings }, null, 2)}\n`);
}

async function main(args: readonly string[]): Promise<void> {
  const short = args.includes('--short');
  const asked = args.filter((word) => word !== '--short');
  const unknown = asked.filter((word) => !faultRows.some(({ name }) => name === word));
  if (unknown.length > 0) {
    tell(`There is no ${unknown.join(', ')}; there is: ${faultRows.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  // what this process does with the broker is not the matter
  Logger.overrideLogger(false);
  const places = new FaultPlaces();
  const stop = (): void => void places.stop().finally(() => process.exit(1));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const wanted = faultRows.filter(({ name, inTests }) =>
    asked.length > 0 ? asked.includes(name) : !short || inTests,
  );
  // short forms wait for most of their time; full ones measure
  const lanes = short
    ? (['toys', 'platform'] as const).map((on) => wanted.filter((row) => row.on === on))
    : [wanted];
  let findings: Told[] = [];
  try {
    findings = (await Promise.all(lanes.map((rows) => oneAfterTheOther(rows, places, short)))).flat();
  } finally {
    await places.stop();
  }
  show(findings);
  if (findings.some(({ met }) => !met)) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
