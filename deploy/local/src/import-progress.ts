import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { SingleBar } from 'cli-progress';

import type { Screen } from './terminal';

const PLAIN_LINE_MS = 1_000;
const whole = (number: number): string => Math.round(number).toLocaleString('en');

/** How far an import is: a bar on a terminal, a line now and then elsewhere. */
export class ImportProgress {
  private readonly since = performance.now();
  private readonly bar: SingleBar | undefined;
  private said = this.since - PLAIN_LINE_MS;
  private rows = 0;
  /** Rows that were in before this upload began. */
  private before: number | undefined;

  constructor(
    private readonly path: string,
    private readonly total: number,
    private readonly screen: Screen,
  ) {
    if (!process.stdout.isTTY) return;
    this.bar = new SingleBar({
      format: `${basename(path)} {bar} {percentage} % | {value} of {total} rows | {rate} rows/s | {left} left`,
      formatValue: (value, _options, type) => (type === 'percentage' ? String(value) : whole(value)),
      stream: process.stdout,
      hideCursor: true,
    });
    this.bar.start(total, 0, this.figures);
  }

  /** Tells how many rows are in. */
  reached(rows: number): void {
    this.before ??= rows;
    this.rows = rows;
    this.bar?.update(this.rows, this.figures);
    const now = performance.now();
    if (this.bar !== undefined || now - this.said < PLAIN_LINE_MS) return;
    this.said = now;
    const { rate, left } = this.figures;
    this.screen.line(
      `${basename(this.path)}: ${whole(this.rows)} of ${whole(this.total)} rows | ${rate} rows/s | ${left} left`,
    );
  }

  stop(): void {
    this.bar?.stop();
  }

  private get figures(): { rate: string; left: string } {
    const seconds = (performance.now() - this.since) / 1_000;
    const perSecond = (this.rows - (this.before ?? 0)) / Math.max(seconds, 0.001);
    if (perSecond === 0) return { rate: '–', left: '–' };
    return { rate: whole(perSecond), left: `${whole(Math.max(this.total - this.rows, 0) / perSecond)} s` };
  }
}

/** What the command said of one file: the share of its rows that were in (0 to 1), and when (in ms). Its end is a share of 1. */
export type ToldProgress = readonly { readonly share: number; readonly at: number }[];

/** Reads what the command says on its standard output, to its end; for each file in turn what it told. */
export async function toldProgress(output: Readable): Promise<ToldProgress[]> {
  const count = (text = ''): number => Number(text.replaceAll(',', ''));
  const files: ToldProgress[] = [];
  let told: { share: number; at: number }[] = [];
  for await (const line of createInterface(output)) {
    const at = performance.now();
    const [, rows, total] = /: ([\d,]+) of ([\d,]+) rows \|/.exec(line) ?? [];
    if (rows !== undefined) told.push({ share: count(rows) / count(total), at });
    else if (/ rows: /.test(line)) {
      files.push([...told, { share: 1, at }]);
      told = [];
    }
  }
  return files;
}

const FIRST_TENTH = 0.1;

/** The most by which a share that was told differs from that of the time it took, after the first tenth; NaN when nothing was told then. */
export function progressOffBy(told: ToldProgress): number {
  const begun = told[0]?.at ?? 0;
  const lasted = (told.at(-1)?.at ?? 0) - begun;
  const looked = told.filter(({ share }) => share >= FIRST_TENTH && share < 1);
  if (looked.length === 0) return NaN;
  return Math.max(...looked.map(({ share, at }) => Math.abs(share - (at - begun) / lasted)));
}
