import type { Instant } from '@open122/contracts';
import type { Database } from '@open122/service';

/** An event that was written to the outbox and not relayed. */
export interface WrittenEvent {
  topic: string;
  key: string;
  type: string;
  /** The aggregate's version. */
  version: number;
  at: Instant;
  correlation: string;
  causation: string | undefined;
  data: Record<string, unknown>;
}
interface OutboxRow {
  topic: string;
  key: string;
  headers: Record<string, string>;
  payload: string | null;
}

/** The events of a service's outbox, in the order in which they would be sent; dead letters have no data. */
export async function outboxOf(database: Database): Promise<WrittenEvent[]> {
  return (
    await database.run<OutboxRow>(
      'testkit.outbox',
      'select topic, key, headers, payload from outbox order by id',
    )
  ).map(written);
}

/** The same, out of the outbox: what is written meanwhile stays for the next look, as with the real relay. */
export async function takeOutbox(database: Database): Promise<WrittenEvent[]> {
  return (
    await database.run<OutboxRow>(
      'testkit.take-outbox',
      `with taken as (delete from outbox returning id, topic, key, headers, payload)
       select topic, key, headers, payload from taken order by id`,
    )
  ).map(written);
}

const written = ({ topic, key, headers, payload }: OutboxRow): WrittenEvent => ({
  topic,
  key,
  type: headers.ce_type ?? '',
  version: Number(headers.aggregateversion),
  at: headers.ce_time as Instant,
  correlation: headers.correlationid ?? '',
  causation: headers.causationid,
  data: JSON.parse(payload ?? '{}') as Record<string, unknown>,
});

/** Empties it, so that a test sees its own events alone. */
export const clearOutbox = (database: Database): Promise<unknown> =>
  database.run('testkit.clear-outbox', 'delete from outbox');
