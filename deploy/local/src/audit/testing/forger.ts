import type { Instant } from '@open122/contracts';
import { Client } from 'pg';

import { headOf, NO_HEAD, type SealedRow } from '../../../../../libs/audit/src/seal/head-of';

/** Repeatable randomness: the same seed, the same tamperings (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

interface SealRow {
  number: number;
  audit_ids: number[];
  floor: number;
  head: string;
  sealed_at: string;
}
const COPIED = ['audit', 'audit_seal', 'audit_head'] as const;

/** Somebody with all rights on a database: no trigger stops them. They know how heads are made. */
export class Forger {
  private constructor(private readonly client: Client) {}

  static async at(url: string): Promise<Forger> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`set session_replication_role = replica; set timezone = 'UTC'`);
    for (const table of COPIED) await client.query(`create table true_${table} as table ${table}`);
    return new Forger(client);
  }
  async close(): Promise<void> {
    await this.client.end();
  }
  async run<R = Record<string, never>>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.client.query(sql, values)).rows as R[];
  }
  /** Everything as it was when the forger came. */
  async undo(): Promise<void> {
    for (const table of COPIED)
      await this.run(`delete from ${table}`).then(() =>
        this.run(`insert into ${table} overriding system value select * from true_${table}`),
      );
  }
  async seals(): Promise<SealRow[]> {
    return this.run<SealRow>(
      `select number::int, array(select unnest(audit_ids)::int) as audit_ids, floor::int, head,
         to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as sealed_at from audit_seal order by audit_seal.number`,
    );
  }
  /** Makes the heads fit again, from a seal on to the end. */
  async rewrite(from: number): Promise<void> {
    let previous = NO_HEAD;
    for (const seal of await this.seals()) {
      const { number, audit_ids, floor, sealed_at } = seal;
      if (number < from) {
        previous = seal.head;
        continue;
      }
      const sealedAt = sealed_at as Instant;
      const rows = await this.rows(audit_ids);
      previous = headOf({ service: 'licence', previous, number, sealedAt, floor }, rows);
      await this.run('update audit_seal set head = $2, top = $3 where number = $1', [
        number,
        previous,
        Math.max(...audit_ids),
      ]);
    }
  }
  private async rows(ids: number[]): Promise<SealedRow[]> {
    const rows = await this.run<SealedRow>(
      `select id::int, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor, action, subject, purpose,
         detail::text, traceparent from audit where id = any($1)`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id)!);
  }
}
