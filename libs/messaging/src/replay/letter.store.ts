import type { Instant } from '@open122/contracts';
import type { Database, Tx } from '@open122/service';

import type { Headers } from '../envelope/envelope';

export const LETTER_STATES = ['open', 'replayed', 'discarded'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** A row of `dead_letter`. Times are wall time. */
export interface Letter {
  readonly id: number;
  readonly handler: string;
  readonly eventId: string;
  readonly topic: string;
  readonly partition: number;
  /** Its offset. */
  readonly position: number;
  readonly type: string | null;
  readonly cause: string;
  readonly detail: string;
  readonly key: Buffer | null;
  readonly headers: Headers;
  /** Size of the value in bytes; null when it has none. */
  readonly bytes: number | null;
  /** Left out (null) when it is larger than was asked for. */
  readonly value: Buffer | null;
  /** The delivery that buried it counts one, with its quick tries; each replay in vain one more. */
  readonly attempts: number;
  readonly firstDiedAt: Instant;
  readonly lastDiedAt: Instant;
  readonly state: LetterState;
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
  readonly reason: string | null;
}
/** Which letters: all that have what is named. */
export interface LetterKind {
  readonly handler?: string | undefined;
  readonly topic?: string | undefined;
  readonly type?: string | undefined;
  readonly cause?: string | undefined;
}
/** How a letter ends. */
export interface Ending {
  readonly state: Exclude<LetterState, 'open'>;
  readonly by: string;
  readonly reason: string;
}

const FIELDS = `id, handler, event_id as "eventId", topic, partition, position, type, cause, detail, key, headers,
  octet_length(value) as bytes, case when octet_length(value) <= $1 then value end as value, attempts,
  died_at as "firstDiedAt", coalesce(last_died_at, died_at) as "lastDiedAt",
  state, ended_at as "endedAt", ended_by as "endedBy", reason`;
/** A record batch has 1 MiB at most. */
const WHOLE = 16 * 1024 * 1024;

/** Conditions of a kind from the parameter `first` on; each set of columns is a statement of its own. */
function conditions(kind: LetterKind, first: number): { name: string; sql: string; params: string[] } {
  const named = (['handler', 'topic', 'type', 'cause'] as const).filter((each) => kind[each] !== undefined);
  return {
    name: named.join('+'),
    sql: named.map((column, at) => ` and ${column} = $${first + at}`).join(''),
    params: named.map((column) => kind[column] ?? ''),
  };
}

/** Letters of a state and kind with ids below `before`, the newest first; values up to `most` bytes. */
export async function letters(
  tx: Tx,
  asked: { state: LetterState; kind: LetterKind; before: number; limit: number; most: number },
): Promise<Letter[]> {
  const { name, sql, params } = conditions(asked.kind, 5);
  const text = `select ${FIELDS} from dead_letter where state = $2 and id < $3${sql} order by id desc limit $4`;
  const { most, state, before, limit } = asked;
  return tx.run<Letter>(`dead-letter.list ${name}`, text, [most, state, before, limit, ...params]);
}

const ONE = `select ${FIELDS} from dead_letter where id = $2`;
export const letterOf = async (tx: Tx, id: number, most: number): Promise<Letter | undefined> =>
  (await tx.run<Letter>('dead-letter.one', ONE, [most, id]))[0];

const LOCK = `${ONE} for update skip locked`;
/** The letter with its whole value, for this transaction alone; undefined when somebody else has it, or there is none. */
export const lockLetter = async (tx: Tx, id: number): Promise<Letter | undefined> =>
  (await tx.run<Letter>('dead-letter.lock', LOCK, [WHOLE, id]))[0];

/** Ids of open letters of a kind after `after`, the oldest first: order per key holds in a replay too. */
export async function openLetters(tx: Tx, kind: LetterKind, after: number, limit: number): Promise<number[]> {
  const { name, sql, params } = conditions(kind, 3);
  const text = `select id from dead_letter where state = 'open' and id > $1${sql} order by id limit $2`;
  const found = await tx.run<{ id: number }>(`dead-letter.open ${name}`, text, [after, limit, ...params]);
  return found.map(({ id }) => id);
}

const END = 'update dead_letter set state = $2, ended_at = $3, ended_by = $4, reason = $5 where id = $1';
export const endLetter = (
  tx: Tx,
  id: number,
  { state, by, reason }: Ending,
  wall: Instant,
): Promise<unknown> => tx.run('dead-letter.end', END, [id, state, wall, by, reason]);

const DIE_AGAIN = `update dead_letter set attempts = attempts + 1, last_died_at = $2, cause = 'handler-failed', detail = $3
  where id = $1 returning attempts`;
/** One more attempt in vain; returns how many there were. */
export const dieAgain = async (tx: Tx, id: number, detail: string, wall: Instant): Promise<number> =>
  (await tx.run<{ attempts: number }>('dead-letter.die-again', DIE_AGAIN, [id, wall, detail]))[0]?.attempts ??
  0;

const COUNT = `select count(id) as open from (select id from dead_letter where state = 'open' limit 10000) as first`;
/** Letters that wait for a person, 10,000 at most. */
export const countOpen = async (database: Database): Promise<number> =>
  (await database.run<{ open: number }>('dead-letter.count', COUNT))[0]?.open ?? 0;
