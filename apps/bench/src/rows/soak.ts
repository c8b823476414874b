import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { SERVICES } from '@open122/contracts';
import { Pool } from 'undici';

import { compared, quantile } from '../figures';
import { memoryOf } from '../machine';
import { registerHolders } from '../read/registered';
import { accessTokens } from '../read/tokens';
import type { Goal, Row } from '../row';

/** Far from those of other rows: a holder's file number is taken once. */
const FROM = 800_000;
const HOLDERS = 500;
const MINUTE = 60_000;
const MINUTES = { usual: 10, full: 30 };
/** The first of them counts as warming up. */
const WARM_UP = 2 * MINUTE;
/** What is compared: the minute after the warm-up and the last one. */
const WINDOW = MINUTE;
const SAMPLE = 2_000;
/** Turns a second; each reads ten times, lets a licence go and binds it again. */
const TURNS = 15;
const READS = 10;

const goals = {
  growth: { id: 'P9', what: 'memory of a province after a soak ÷ at its beginning', limit: 1.05, is: 'most' },
} as const satisfies Record<string, Goal>;

export const soak: Row = {
  name: 'soak',
  title: 'memory under a steady load',
  alone: true,
  run: async ({ places, full, tell }) => {
    const minutes = full ? MINUTES.full : MINUTES.usual;
    const province = await places.province();
    const holders = await registerHolders(province.settings.LICENCE_DATABASE_URL ?? '', FROM, HOLDERS);
    const tokens = await accessTokens(holders, province.settings.IDENTITY_TOKEN_KEY ?? '', 'he');
    const clients = new Clients(province.url('gateway'), tokens);
    const pids = await places.pids(...SERVICES);
    const turn = async (number: number): Promise<void> => {
      const at = number % HOLDERS;
      const path = `/v1/me/licences/${holders[at]?.licenceId ?? ''}`;
      await Promise.all(Array.from({ length: READS }, () => clients.ask('GET', at, path)));
      await clients.ask('DELETE', at, path);
      await clients.ask('POST', at, '/v1/me/licences', { fileNumber: String(FROM + at).padStart(12, '0') });
    };

    const began = performance.now();
    const samples: { at: number; memory: number }[] = [];
    const turns = new Set<Promise<void>>();
    for (let number = 0; performance.now() - began < minutes * MINUTE; number += 1) {
      const running = turn(number).finally(() => turns.delete(running));
      turns.add(running);
      const at = performance.now() - began;
      if (at > samples.length * SAMPLE) samples.push({ at, memory: memoryOf(pids) });
      if (number % (TURNS * 60) === 0)
        tell(
          `minute ${Math.round(at / MINUTE)} of ${minutes}, ${Math.round(samples.at(-1)?.memory ?? 0)} MiB`,
        );
      await pause(Math.max(0, began + ((number + 1) * 1_000) / TURNS - performance.now()));
    }
    await Promise.all(turns);
    await clients.close();
    // between two collections memory goes up and down: what it comes down to is compared
    const lowIn = (from: number): number =>
      quantile(
        samples.filter(({ at }) => at >= from && at < from + WINDOW).map(({ memory }) => memory),
        0.25,
      );
    const rounds = [{ ours: lowIn(minutes * MINUTE - WINDOW), baseline: lowIn(WARM_UP) }];
    const note = `${minutes} minutes with ${TURNS * READS} reads and ${TURNS * 2} commands a second`;
    return [compared(goals.growth, rounds, 'MiB', note)];
  },
};

/** Persons who are signed in; throws at the end when a request of theirs failed. */
class Clients {
  readonly #gateway: Pool;
  readonly #failed: string[] = [];

  constructor(
    url: string,
    private readonly tokens: readonly string[],
  ) {
    this.#gateway = new Pool(url, { connections: 8 });
  }

  async ask(
    method: 'GET' | 'POST' | 'DELETE',
    person: number,
    path: string,
    content?: object,
  ): Promise<void> {
    const authorization = `Bearer ${this.tokens[person] ?? ''}`;
    const sent = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const { statusCode, body } = await this.#gateway.request({
      ...{ method, path },
      headers: content === undefined ? { authorization } : { authorization, ...sent },
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
    const text = await body.text();
    if (statusCode > 299) this.#failed.push(`${method} ${path}: ${statusCode} ${text}`);
  }
  async close(): Promise<void> {
    await this.#gateway.close();
    if (this.#failed.length > 0)
      throw new Error(`${this.#failed.length} requests failed, e.g. ${this.#failed[0] ?? ''}`);
  }
}
