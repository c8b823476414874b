import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { at } from '@open122/local';

import { load, machine } from './machine';
import { picture } from './picture';
import { type Finding, isMet } from './row';

/** What a row came to: its findings, or why it has none. */
export interface Outcome {
  readonly row: string;
  readonly findings: readonly Finding[];
  readonly failure: string | null;
  readonly seconds: number;
}

/** Above it the rounds say little: the machine was at something else. */
const WIDE = 0.25;

const figure = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
};

const limitOf = ({ goal, baseline, unit }: Finding): string =>
  `${goal.is === 'most' ? '≤' : '≥'} ${figure(goal.limit)}${baseline === null ? ` ${unit}` : ' ×'}`;

const cellsOf = (finding: Finding): string[] => [
  isMet(finding) ? '✓' : '✗',
  finding.goal.id,
  finding.goal.what,
  limitOf(finding),
  `${figure(finding.ours)} ${finding.unit}`,
  finding.baseline === null ? '' : `${figure(finding.baseline)} ${finding.unit}`,
  finding.baseline === null ? '' : `${finding.ratio.toFixed(2)} ×`,
  finding.spread === 0 ? '' : `${Math.round(finding.spread * 100)} %${finding.spread > WIDE ? ' !' : ''}`,
  isMet(finding) ? 'met' : missedBy(finding),
];

/** How far the ratio is beyond its limit, in parts of the limit. */
function missedBy({ goal, ratio }: Finding): string {
  if (!Number.isFinite(ratio)) return 'no figure';
  return `missed by ${Math.round(Math.abs(ratio / goal.limit - 1) * 100)} %`;
}

const HEAD = ['', 'id', 'what', 'goal', 'ours', 'baseline', 'ratio', 'spread', ''];

/** The table on the terminal: a line for each goal, rows that failed behind them. */
export function table(outcomes: readonly Outcome[]): string {
  const findings = outcomes.flatMap(({ findings: found }) => found);
  const lines = [HEAD, ...findings.map(cellsOf)];
  const widths = HEAD.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  const texts = lines.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = findings.flatMap(({ goal, note }) =>
    note === undefined ? [] : [`${goal.id} ${goal.what}: ${note}`],
  );
  const failures = outcomes.flatMap(({ row, failure }) => (failure === null ? [] : [`✗ ${row}: ${failure}`]));
  const wide = findings.some(({ spread }) => spread > WIDE) ? ['! the rounds differ by more than 25 %'] : [];
  return [...texts, '', ...failures, ...wide, ...notes].join('\n');
}

/** Writes the last run's figures and their picture; returns the folder, which git ignores. */
export function write(outcomes: readonly Outcome[], now: Date): string {
  const folder = at('.local', 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const findings = outcomes.flatMap((outcome) =>
    outcome.findings.map((finding) => ({ row: outcome.row, ...finding, met: isMet(finding) })),
  );
  const told = { at: now.toISOString(), machine: machine(), load: load(), outcomes, findings };
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify(told, null, 2)}\n`);
  writeFileSync(join(folder, 'bench.svg'), picture(outcomes.flatMap(({ findings: found }) => found)));
  return folder;
}
