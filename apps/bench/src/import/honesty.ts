import { setTimeout as pause } from 'node:timers/promises';

import { Client } from 'pg';

const EVERY = 200;
/** Before it nothing is promised. */
const FIRST = 0.1;

/** How far an import had come at a moment, as its progress bar tells it. */
interface Look {
  readonly at: number;
  readonly rows: number;
}

/** Follows the newest import of a service until it is told to stop. */
export class Honesty {
  readonly #looks: Look[] = [];
  #stopped = false;
  readonly #following: Promise<void>;

  constructor(url: string, since: Date) {
    this.#following = this.#follow(url, since);
  }

  /** The largest difference between the share of rows and the share of time, after the first tenth of the time. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#following;
    return dishonesty(this.#looks);
  }

  async #follow(url: string, since: Date): Promise<void> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const sql = 'select rows from import where started_at >= $1 order by started_at desc limit 1';
    for (; !this.#stopped; await pause(EVERY)) {
      const [row] = (await client.query<{ rows: string }>(sql, [since])).rows;
      if (row !== undefined) this.#looks.push({ at: performance.now(), rows: Number(row.rows) });
    }
    await client.end();
  }
}

/** From the first look until all rows were there. */
export function dishonesty(looks: readonly Look[]): number {
  const all = Math.max(...looks.map(({ rows }) => rows));
  const [began = 0, ended = 0] = [looks[0]?.at, looks.find(({ rows }) => rows === all)?.at];
  const shares = looks
    .filter(({ at }) => at <= ended)
    .map(({ at, rows }) => ({ told: rows / all, gone: (at - began) / (ended - began) }));
  return Math.max(
    0,
    ...shares.filter(({ gone }) => gone >= FIRST).map(({ told, gone }) => Math.abs(told - gone)),
  );
}
