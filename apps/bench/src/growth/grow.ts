import type { Client } from 'pg';

import type { Places } from '../places';
import { type Growing, growing } from './tables';

/** Rows that are written by one statement. */
const STEP = 1_000_000;
const SCANS = `select relname as name, seq_scan as scans from pg_stat_user_tables where n_live_tup > 10000`;

/** Gives every table the rows from `from` to `to`; of big steps the indexes are made anew, which takes a fraction of the time. */
export async function grow(
  places: Places,
  from: number,
  to: number,
  tell: (line: string) => void,
): Promise<void> {
  const services = [...new Set(growing.map(({ service }) => service))];
  for (const service of services) {
    const client = await places.superuser(service);
    try {
      await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'`);
      // foreign keys hold by construction; ids of rows that services write go on behind ours
      await client.query('set session_replication_role = replica');
      for (const each of growing.filter((one) => one.service === service)) {
        tell(`${service}.${each.table} grows to ${to.toLocaleString('en')} rows`);
        await fill(client, each, from, to);
      }
    } finally {
      await client.end();
    }
  }
}

async function fill(client: Client, { table, sql }: Growing, from: number, to: number): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
    [table],
  );
  const anew = to - from > STEP / 2 ? indexes : [];
  for (const { name } of anew) await client.query(`drop index ${name}`);
  for (let first = from; first <= to; first += STEP) {
    await client.query(sql, [first, Math.min(to, first + STEP - 1)]);
  }
  for (const { definition } of anew) await client.query(definition);
  await client.query(`vacuum (analyze) ${table}`);
}

/** How often each big table of the services has been read from end to end so far: `licence.application` → 3. */
export async function sequentialScans(places: Places): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const service of new Set(growing.map((each) => each.service))) {
    const client = await places.superuser(service);
    const { rows } = await client.query<{ name: string; scans: string }>(SCANS).finally(() => client.end());
    for (const { name, scans } of rows) found.set(`${service}.${name}`, Number(scans));
  }
  return found;
}
