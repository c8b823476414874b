import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Client } from 'pg';

const run = promisify(execFile);
const MOST = 2 ** 47;

export interface PgbenchPlan {
  readonly url: string;
  /** One transaction; `:id` stands for one number, drawn anew for each. */
  readonly statements: readonly string[];
  readonly clients: number;
  readonly seconds: number;
}

let missing = false;
/** What the table says beside figures of {@link pgbench} when there is none on this machine. */
export const pgbenchNote = (): string | undefined =>
  missing
    ? 'no pgbench on the PATH: a bare loop of node-postgres with prepared statements instead'
    : undefined;

/** Transactions a second of PostgreSQL's own benchmark, prepared; of a bare loop of node-postgres where there is no pgbench. */
export async function pgbench(plan: PgbenchPlan): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'script.sql');
  const lines = plan.statements.map((statement) => `${statement.replaceAll('\n', ' ')};`);
  writeFileSync(file, [`\\set id random(1, ${MOST})`, ...lines, ''].join('\n'));
  const { url, clients, seconds } = plan;
  const args = ['-n', '-M', 'prepared', '-c', clients, '-j', 2, '-T', seconds, '-f', file, url].map(String);
  try {
    const { stdout } = await run('pgbench', args);
    const found = /tps = ([\d.]+) \(without initial connection time\)/.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`pgbench told no figure: ${stdout}`);
    return Number(found);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    missing = true;
    return bareLoop(plan);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bareLoop({ url, statements, clients, seconds }: PgbenchPlan): Promise<number> {
  const texts = statements.map((text, at) => ({ name: `loop.${at}`, text: text.replaceAll(':id', '$1') }));
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  const loop = async (): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (; performance.now() < until; done += 1) {
      const id = randomInt(1, MOST);
      for (const { name, text } of texts)
        await client.query({ name, text, values: text.includes('$1') ? [id] : [] });
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: clients }, loop));
  return done / seconds;
}
