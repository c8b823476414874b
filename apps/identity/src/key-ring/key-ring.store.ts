import type { Instant } from '@open122/contracts';
import type { Statements } from '@open122/service';

import type { KeyPurpose } from './key-material';
import type { RingKey } from './key-ring';

/** The moment is the database's own: whose turn it is must not depend on whose clock is asked. */
const NOW = `statement_timestamp()::timestamptz(3)`;
const READ = `
select moment.at, id, purpose, wrapped, root, made_at as "madeAt", used_from as "usedFrom", retired_at as "retiredAt"
from (select ${NOW} as at) moment left join key_ring on true order by used_from, id`;
/** Programs that change the ring come one after the other. */
const LOCK = `select pg_advisory_xact_lock(122000004)`;
const KEEP_FIRST = `
insert into key_ring (id, purpose, made_at, used_from) select $1, $2, ${NOW}, 'epoch'
where not exists (select from key_ring where purpose = $2)`;
const ADD = `
insert into key_ring (id, purpose, wrapped, root, made_at, used_from)
values ($1, $2, $3, $4, ${NOW}, ${NOW} + make_interval(secs => $5))`;
const REWRAP = `update key_ring set wrapped = $3, root = $4 where purpose = $1 and id = $2 and wrapped is not null`;
const RETIRE = `
update key_ring set wrapped = null, root = null, retired_at = ${NOW}
where purpose = $1 and id = any($2) and retired_at is null returning id`;

interface Row extends Omit<RingKey, 'id'> {
  at: Instant;
  id: string | null;
}

/** The ring and the database's time. */
export async function readRing(database: Statements): Promise<{ now: Instant; keys: RingKey[] }> {
  const rows = await database.run<Row>('key-ring.read', READ);
  const keys = rows.flatMap(({ at: _, id, ...key }) => (id === null ? [] : [{ id, ...key }]));
  return { now: rows[0]!.at, keys };
}

/** Until the end of the transaction nobody else changes the ring. */
export const lockRing = (tx: Statements): Promise<unknown> => tx.run('key-ring.lock', LOCK);

/** Writes down that the ring begins with a key of the settings. */
export const keepFirst = (tx: Statements, purpose: KeyPurpose, id: string): Promise<unknown> =>
  tx.run('key-ring.first', KEEP_FIRST, [id, purpose]);

/** A key that comes into use after `lead` seconds. */
export const addKey = (
  tx: Statements,
  { id, purpose, wrapped, root }: Pick<RingKey, 'id' | 'purpose' | 'wrapped' | 'root'>,
  lead: number,
): Promise<unknown> => tx.run('key-ring.add', ADD, [id, purpose, wrapped, root, lead]);

export const rewrapKey = (
  tx: Statements,
  { purpose, id }: RingKey,
  wrapped: Buffer,
  root: string,
): Promise<unknown> => tx.run('key-ring.rewrap', REWRAP, [purpose, id, wrapped, root]);

/** Deletes the material of keys; answers of which. */
export async function retireKeys(
  tx: Statements,
  purpose: KeyPurpose,
  ids: readonly string[],
): Promise<string[]> {
  const gone = await tx.run<{ id: string }>('key-ring.retire', RETIRE, [purpose, ids]);
  return gone.map(({ id }) => id);
}
