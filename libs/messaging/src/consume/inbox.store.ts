import type { Instant } from '@open122/contracts';
import type { Database, Tx } from '@open122/service';

/** A handler and an event it is to deal with. */
export interface Pair {
  handler: string;
  eventId: string;
}
export type InboxOutcome = 'handled' | 'ignored' | 'dead';

const CLAIM = `insert into inbox (handler, event_id, outcome, received_at)
  select pair.handler, pair.event_id, 'handled', $3 from unnest($1::text[], $2::text[]) as pair (handler, event_id)
  order by pair.handler, pair.event_id
  on conflict (handler, event_id) do nothing returning handler, event_id as "eventId"`;
/** Takes what nobody has dealt with yet, in one statement; the rest is answered by its absence. */
export const claim = (tx: Tx, pairs: readonly Pair[], wall: Instant): Promise<Pair[]> =>
  tx.run<Pair>('inbox.claim', CLAIM, [
    pairs.map(({ handler }) => handler),
    pairs.map(({ eventId }) => eventId),
    wall,
  ]);

const RECORD = `insert into inbox (handler, event_id, outcome, reason, received_at) values ($1, $2, $3, $4, $5)
  on conflict (handler, event_id) do nothing returning event_id`;
/** False when it is dealt with already. */
export const record = async (
  tx: Tx,
  { handler, eventId }: Pair,
  outcome: InboxOutcome,
  reason: string,
  wall: Instant,
): Promise<boolean> =>
  (await tx.run('inbox.record', RECORD, [handler, eventId, outcome, reason, wall])).length > 0;

const IGNORE = `update inbox set outcome = 'ignored', reason = ignored.reason
  from unnest($1::text[], $2::text[], $3::text[]) as ignored (handler, event_id, reason)
  where inbox.handler = ignored.handler and inbox.event_id = ignored.event_id`;
export const markIgnored = (tx: Tx, ignored: readonly (Pair & { reason: string })[]): Promise<unknown> =>
  tx.run('inbox.ignore', IGNORE, [
    ignored.map(({ handler }) => handler),
    ignored.map(({ eventId }) => eventId),
    ignored.map(({ reason }) => reason),
  ]);

const TAKE_BACK = `update inbox set outcome = 'handled', reason = null, received_at = $3
  where handler = $1 and event_id = $2 and outcome = 'dead' returning event_id`;
/**
 * Turns 'dead' into 'handled'; false when it is not dead. The row stays where it is, so that whoever has the same event
 * delivered meanwhile finds it dealt with.
 */
export const takeBack = async (tx: Tx, { handler, eventId }: Pair, wall: Instant): Promise<boolean> =>
  (await tx.run('inbox.take-back', TAKE_BACK, [handler, eventId, wall])).length > 0;

const FORGET = `delete from inbox where ctid = any(array(select ctid from inbox where received_at < $1 limit 5000))
  returning 1 as one`;
/** Forgets what is older than any message still on the bus; returns how many rows went. */
export const forgetInbox = async (database: Database, before: Instant): Promise<number> =>
  (await database.run('inbox.forget', FORGET, [before])).length;
