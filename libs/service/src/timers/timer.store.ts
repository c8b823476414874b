import type { Instant } from '@open122/contracts';

import type { Database } from '../database/database';
import type { Tx } from '../database/tx';

export interface TimerRow {
  kind: string;
  ref: string;
  due_at: Instant;
  attempts: number;
}
/** `now` is platform time, `wall` wall time: falling due is the one, waiting after a failure the other. */
export interface TimerMoment {
  now: Instant;
  wall: Instant;
}

const SCHEDULE = `insert into timer (kind, ref, due_at) values ($1, $2, $3)
  on conflict (kind, ref) do update set due_at = excluded.due_at, retry_at = null, attempts = 0`;
export const scheduleTimer = (
  tx: Tx,
  timer: { kind: string; ref: string; dueAt: Instant },
): Promise<unknown> => tx.run('timer.schedule', SCHEDULE, [timer.kind, timer.ref, timer.dueAt]);

const CANCEL = 'delete from timer where kind = $1 and ref = $2';
export const cancelTimer = (tx: Tx, kind: string, ref: string): Promise<unknown> =>
  tx.run('timer.cancel', CANCEL, [kind, ref]);

/** Of these kinds, fallen due, and not waiting after a failure. */
const IS_DUE = 'kind = any($1) and due_at <= $2 and (retry_at is null or retry_at <= $3)';
const FIRST_DUE = `select kind, ref, due_at, attempts from timer
  where ${IS_DUE}
  order by due_at, kind, ref limit 1 for update skip locked`;
/** The first due timer that no other instance holds, locked for the rest of the transaction. */
export const claimTimer = async (
  tx: Tx,
  kinds: readonly string[],
  at: TimerMoment,
): Promise<TimerRow | undefined> =>
  (await tx.run<TimerRow>('timer.claim', FIRST_DUE, [kinds, at.now, at.wall]))[0];

const ANY_DUE = `select 1 from timer where ${IS_DUE} limit 1`;
/** Whether there is one to be claimed, held by another instance or not. One statement without a transaction: it is asked all the time. */
export const anyDue = async (
  database: Database,
  kinds: readonly string[],
  at: TimerMoment,
): Promise<boolean> => (await database.run('timer.any-due', ANY_DUE, [kinds, at.now, at.wall])).length > 0;

const LEASE = 'update timer set retry_at = $3 where kind = $1 and ref = $2';
/** Leaves a claimed timer where it is, but unseen until a moment of wall time. */
export const leaseTimer = (tx: Tx, row: TimerRow, until: Instant): Promise<unknown> =>
  tx.run('timer.lease', LEASE, [row.kind, row.ref, until]);

const FINISH = `delete from timer where kind = $1 and ref = $2 and due_at = $3 returning ref`;
/** False when the timer was moved or cancelled meanwhile. */
export const finishTimer = async (tx: Tx, row: TimerRow): Promise<boolean> =>
  (await tx.run('timer.finish', FINISH, [row.kind, row.ref, row.due_at])).length > 0;

const RETRY = `update timer set attempts = attempts + 1, retry_at = $4 where kind = $1 and ref = $2 and due_at = $3`;
export const retryTimer = (database: Database, row: TimerRow, at: Instant): Promise<unknown> =>
  database.run('timer.retry', RETRY, [row.kind, row.ref, row.due_at, at]);

const DUE = 'select 1 from timer where due_at <= $1 limit 100';
/** How many timers are due, 100 at most. */
export const dueTimers = async (database: Database, now: Instant): Promise<number> =>
  (await database.run('timer.due', DUE, [now])).length;
