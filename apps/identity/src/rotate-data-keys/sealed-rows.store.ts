import type { Statements, Tx } from '@open122/service';

import type { SealedTable } from './sealed-tables';

/** A row that is not under the key in use. */
export interface StaleRow {
  key: string;
  owner: string;
  keyId: string;
  /** Null where nothing is sealed any more: an account that has lost its mobile. */
  sealed: Buffer | null;
}
export type FreshRow = StaleRow & { fresh: Buffer | null };

/** A row of a slice; all but the key is null where it is under the key in use, or holds nothing sealed. */
type SliceRow = StaleRow | { key: string; owner: null; keyId: null; sealed: null };

/** Before the first key. */
const start = { text: '', uuid: '00000000-0000-0000-0000-000000000000' };

const sliceOf = ({ table, key, type, sealed, keyId, owner }: SealedTable): string => `
select ${key}::text as key, stale.owner, stale."keyId", stale.sealed
from (select * from ${table} where ${key} > $1::${type} order by ${key} limit $3) slice
left join lateral (select ${owner} as owner, ${keyId} as "keyId", ${sealed} as sealed where ${keyId} <> $2) stale on true
order by ${key}`;

/** Whoever holds a row, or has changed it since it was read, wins: the next pass looks at it again. */
const putInto = ({ table, key, type, sealed, keyId, put }: SealedTable): string => `
with free as (select ${key} as free_key from ${table} where ${key} = any($1::${type}[]) for no key update skip locked)
update ${table} set ${put}
from free join unnest($1::${type}[], $2::bytea[], $3::text[], $4::bytea[]) as given(given_key, old, old_key, fresh)
  on given_key = free_key
where ${key} = free_key and ${keyId} = old_key and ${sealed} is not distinct from old
returning 1`;

const countOf = ({ table, key, type, keyId }: SealedTable): string => `
with slice as (select ${key} as slice_key, ${keyId} as key_id from ${table} where ${key} > $1::${type} order by ${key} limit $2)
select key_id as "keyId", count(1)::int as rows, (select slice_key::text from slice order by slice_key desc limit 1) as last
from slice group by key_id`;

/** The next rows behind `after`, in the order of their keys; `last` is null behind the last one. */
export async function staleSlice(
  database: Statements,
  table: SealedTable,
  { after, inUse, size }: { after: string | null; inUse: string; size: number },
): Promise<{ stale: StaleRow[]; last: string | null }> {
  const params = [after ?? start[table.type], inUse, size];
  const rows = await database.run<SliceRow>(`sealed.slice-${table.table}`, sliceOf(table), params);
  const stale = rows.filter((row): row is StaleRow => row.keyId !== null);
  return { stale, last: rows.length < size ? null : rows.at(-1)!.key };
}

/** Writes rows sealed anew; answers how many were still as they had been read. */
export async function putFresh(
  tx: Tx,
  table: SealedTable,
  rows: readonly FreshRow[],
  inUse: string,
): Promise<number> {
  const of = <T>(value: (row: FreshRow) => T): T[] => rows.map(value);
  const params = [
    of(({ key }) => key),
    of(({ sealed }) => sealed),
    of(({ keyId }) => keyId),
    of(({ fresh }) => fresh),
    inUse,
  ];
  return (await tx.run(`sealed.put-${table.table}`, putInto(table), params)).length;
}

/** How many rows there are under each key; walks the table in slices, so that no statement takes long. */
export async function rowsByKey(
  database: Statements,
  table: SealedTable,
  size: number,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after: string | null = start[table.type]; after !== null;) {
    const rows: { keyId: string | null; rows: number; last: string }[] = await database.run(
      `sealed.count-${table.table}`,
      countOf(table),
      [after, size],
    );
    for (const { keyId, rows: more } of rows)
      if (keyId !== null) counts.set(keyId, (counts.get(keyId) ?? 0) + more);
    after = rows[0]?.last ?? null;
  }
  return counts;
}
