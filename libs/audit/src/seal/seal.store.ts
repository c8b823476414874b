import type { Instant } from '@open122/contracts';
import type { Statements, Tx } from '@open122/service';

import { NO_HEAD, type SealedRow } from './head-of';
import type { Look } from './horizon';

/** A row is one link of the chain. */
export interface Seal {
  readonly number: number;
  readonly auditIds: readonly number[];
  readonly floor: number;
  readonly head: string;
  readonly sealedAt: Instant;
}

/** Any number will do, as long as every instance of a service takes the same one. */
const LOCK = 122_000_003;
const UNSEALED = `id > $1 and id not in (select unnest(audit_ids) from audit_seal where top > $1)`;

const LOOK = `select pg_snapshot_xmin(snapshot)::text as xmin, pg_snapshot_xmax(snapshot)::text as xmax,
    (select max(id) from audit) as top,
    (select id from audit where ${UNSEALED} order by id limit 1) as first
  from pg_current_snapshot() as snapshot`;
/** A few steps in indexes while nothing new is there. */
export async function look(database: Statements, floor: number): Promise<Look> {
  type Row = { xmin: string; xmax: string; top: number | null; first: number | null };
  const [row] = await database.run<Row>('audit.look', LOOK, [floor]);
  if (row === undefined) throw new Error('the look at the audit saw nothing');
  const { xmin, xmax, top, first } = row;
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), top: top ?? 0, first };
}

/** False while another instance seals. Held until the transaction has ended. */
export async function lockChain(tx: Tx): Promise<boolean> {
  const lock = 'select pg_try_advisory_xact_lock($1) as held';
  const [row] = await tx.run<{ held: boolean }>('audit.lock', lock, [LOCK]);
  return row?.held ?? false;
}

const LAST = 'select number, head, floor from audit_seal order by number desc limit 1';
/** The end of the chain. */
export async function lastSeal(tx: Statements): Promise<Pick<Seal, 'number' | 'head' | 'floor'>> {
  const [row] = await tx.run<Pick<Seal, 'number' | 'head' | 'floor'>>('audit.last-seal', LAST);
  return row ?? { number: 0, head: NO_HEAD, floor: 0 };
}

const ROWS = `select id, at, actor, action, subject, purpose, detail::text as detail, traceparent
  from audit where ${UNSEALED} order by id limit $2`;
/** The first rows above the floor that are in no seal. */
export const unsealedRows = (tx: Tx, floor: number, most: number): Promise<SealedRow[]> =>
  tx.run<SealedRow>('audit.unsealed', ROWS, [floor, most]);

const INSERT = `insert into audit_seal (number, audit_ids, top, floor, head, sealed_at)
  values ($1, $2, $3, $4, $5, $6)`;
export const insertSeal = (tx: Tx, { number, auditIds, floor, head, sealedAt }: Seal): void =>
  tx.send('audit.seal', INSERT, [number, auditIds, Math.max(...auditIds), floor, head, sealedAt]);
