import { messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';

/** What a copy of a hot topic keeps, and when each of its rows came. */
export const copyTables = `${serviceTables}${messagingTables}
  create table copy (key text primary key, version bigint not null, said_at timestamptz(3) not null,
    at timestamptz not null default clock_timestamp());`;

/** A slice at once; an older version never overwrites a newer one. */
export const UPSERT = `insert into copy (key, version, said_at)
  select distinct on (key) key, version, said_at from unnest($1::text[], $2::bigint[], $3::timestamptz[])
    as fresh (key, version, said_at)
  order by key, version desc
  on conflict (key) do update set version = excluded.version, said_at = excluded.said_at, at = clock_timestamp()
  where copy.version < excluded.version`;
/** The same for one message. */
export const UPSERT_ONE = `insert into copy (key, version, said_at) values ($1, $2, $3)
  on conflict (key) do update set version = excluded.version, said_at = excluded.said_at, at = clock_timestamp()
  where copy.version < excluded.version`;
/** Five milliseconds of input and output. */
export const SLOW = 'select pg_sleep(0.005)';

export const CLAIM = `insert into inbox (handler, event_id, outcome, received_at)
  select 'bare', event_id, 'handled', $2 from unnest($1::text[]) as event_id
  on conflict (handler, event_id) do nothing returning event_id`;

/** Of a slice: what pgbench does for the same rows, made by the server itself. */
export const SLICE = 500;
export const SLICE_SQL = [
  'begin',
  `insert into inbox (handler, event_id, outcome, received_at)
   select 'bench', md5((:id::bigint + n)::text), 'handled', '2026-01-01' from generate_series(1, ${SLICE}) as n
   on conflict (handler, event_id) do nothing`,
  `insert into copy (key, version, said_at)
   select md5((n + :id::bigint % 20 * ${SLICE})::text), :id::bigint, '2026-01-01' from generate_series(1, ${SLICE}) as n
   on conflict (key) do update set version = excluded.version, said_at = excluded.said_at, at = clock_timestamp()
   where copy.version < excluded.version`,
  'commit',
] as const;
