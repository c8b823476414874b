import { Client } from 'pg';

import type { RowText, SealText } from './chain';

const moment = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const SEALS = `select number::text, audit_ids::text[] as ids, top::text, floor::text, head, ${moment('sealed_at')} as "sealedAt"
  from audit_seal where number > $1 order by audit_seal.number limit $2`;
const ROWS = `select id::text, ${moment('at')}, actor, action, subject, purpose, detail::text, traceparent
  from audit where id = any($1::bigint[])`;
const INSERTED = `select id::text from audit where id <= $1 except select unnest(audit_ids)::text from audit_seal limit $2`;
const WAITING = `select id::text from audit where id > $1 except select unnest(audit_ids)::text from audit_seal`;
const ON_ITS_WAY = `select payload::jsonb ->> 'number' as number from outbox where topic like $1`;
const KEPT =
  'select number::text, head from audit_head where service = $1 and number > $2 order by audit_head.number limit $3';
const NEWEST = 'select coalesce(max(number), 0)::text from audit_head where service = $1';

/** One state of a database, read over a connection of its own. */
export class AuditReader {
  private constructor(private readonly client: Client) {}

  /** Reads everything as it is at this moment. Throws when the database is away. */
  static async at(url: string): Promise<AuditReader> {
    const client = new Client({ connectionString: url, application_name: 'audit verify' });
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    await client.query('select');
    return new AuditReader(client);
  }
  async close(): Promise<void> {
    await this.client.end();
  }

  async seals(after: string, most: number): Promise<SealText[]> {
    return (await this.client.query<SealText>(SEALS, [after, most])).rows;
  }
  /** By id; those that are gone are left out. */
  async rows(ids: readonly string[]): Promise<ReadonlyMap<string, RowText>> {
    const { rows } = await this.client.query<string[]>({ text: ROWS, values: [ids], rowMode: 'array' });
    return new Map(rows.map((row) => [String(row[0]), row]));
  }
  /** Ids up to the floor that no seal names. */
  inserted(floor: string, most: number): Promise<string[]> {
    return this.column(INSERTED, [floor, most]);
  }
  /** How many rows above the floor no seal names yet. */
  async waiting(floor: string): Promise<number> {
    return (await this.column(WAITING, [floor])).length;
  }
  /** Numbers of the seals whose heads have not left the service. */
  async onTheirWay(service: string): Promise<ReadonlySet<string>> {
    return new Set(await this.column(ON_ITS_WAY, [`%.${service}.audit.v1`]));
  }
  /** The heads that this service keeps of another, by number. */
  async kept(service: string, after: string, most: number): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.client.query<[string, string]>({
      text: KEPT,
      values: [service, after, most],
      rowMode: 'array',
    });
    return new Map(rows);
  }
  async newestKept(service: string): Promise<string> {
    return (await this.column(NEWEST, [service]))[0] ?? '0';
  }

  private async column(text: string, values: unknown[]): Promise<string[]> {
    const { rows } = await this.client.query<string[]>({ text, values, rowMode: 'array' });
    return rows.map(([value]) => String(value));
  }
}
