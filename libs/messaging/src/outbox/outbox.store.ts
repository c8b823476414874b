import type { Database, Tx } from '@open122/service';

import { type Headers, momentOf } from '../envelope/envelope';

export const OUTBOX_CHANNEL = 'open122_outbox';

export interface OutboxEntry {
  /** Full Kafka name. */
  topic: string;
  key: string | null;
  headers: Headers;
  /** JSON of an event. */
  payload: string | null;
}
export type OutboxRow = OutboxEntry & { id: string; raw: Buffer | null };

const INSERT = `insert into outbox (topic, key, headers, payload)
  select row.topic, row.key, row.headers::jsonb, row.payload
  from unnest($1::text[], $2::text[], $3::text[], $4::text[])
    with ordinality as row (topic, key, headers, payload, place) order by row.place`;
/** Ids grow in the order given. */
export const insertOutbox = (tx: Tx, entries: readonly OutboxEntry[]): void =>
  tx.send('outbox.insert', INSERT, [
    entries.map(({ topic }) => topic),
    entries.map(({ key }) => key),
    entries.map(({ headers }) => JSON.stringify(headers)),
    entries.map(({ payload }) => payload),
  ]);

const INSERT_RAW = 'insert into outbox (topic, key, headers, raw) values ($1, $2, $3, $4)';
/** A dead letter: the bytes as they came. */
export const insertRaw = (tx: Tx, { topic, key, headers, raw }: Omit<OutboxRow, 'id' | 'payload'>): void =>
  tx.send('outbox.insert-raw', INSERT_RAW, [topic, key, headers, raw]);

/** `total` bytes up to and with each row: what is sent at once must fit into one record batch. */
export const SELECT_ROWS = `select id, topic, key, headers, payload, raw from (
    select *, sum(octet_length(coalesce(payload, '')) + coalesce(octet_length(raw), 0) + 1000) over (order by id) as total,
      row_number() over (order by id) as place
    from (select * from outbox order by id limit $1) as first
  ) as measured where total <= $2 or place = 1 order by id`;
export const DELETE_ROWS = 'delete from outbox where id = any($1)';

const DEPTH = 'select count(id) as depth from (select id from outbox limit 10000) as first';
/** Rows that wait, 10,000 at most. */
export const outboxDepth = async (database: Database): Promise<number> =>
  (await database.run<{ depth: number }>('outbox.depth', DEPTH))[0]?.depth ?? 0;

const WAITING = `select (select count(id) from (select id from outbox limit 10000) as first) as depth,
  (select headers->>'ce_id' from outbox where payload is not null order by id limit 1) as oldest`;
/**
 * Rows that wait, 10,000 at most, and for how long the oldest event among them: its id tells the moment. A dead letter has the id of
 * its message, which may be old.
 */
export async function outboxWaiting(database: Database): Promise<{ depth: number; oldestSeconds: number }> {
  const [row] = await database.run<{ depth: number; oldest: string | null }>('outbox.waiting', WAITING);
  const { depth, oldest } = row ?? { depth: 0, oldest: null };
  const milliseconds = oldest === null ? 0 : Math.max(0, Date.now() - momentOf(oldest));
  return { depth, oldestSeconds: milliseconds / 1_000 };
}

/** Wakes the active relay when it runs in another process; never inside a transaction (it would serialise commits). */
export const notifyRelay = (database: Database): Promise<unknown> =>
  database.run('outbox.notify', `select pg_notify('${OUTBOX_CHANNEL}', '')`);
