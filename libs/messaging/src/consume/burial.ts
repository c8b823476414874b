import { Logger } from '@nestjs/common';
import { type Clock, sqlState, type Tx } from '@open122/service';

import type { Meters } from '../status/meters';
import { bury, type DeadLetter, positionId } from './dead-letters';
import type { Taken } from './intake';
import type { Slice } from './slice';

/** Buries what cannot be handled, and raises the alarm once that is committed: never caught and only logged. */
export class Burial {
  readonly #logger = new Logger(Burial.name);

  constructor(
    private readonly province: string,
    private readonly clock: Clock,
    private readonly meters: Meters,
  ) {}

  /** A message that nobody can handle; `handler` names who found out. */
  poison(slice: Slice, each: Exclude<Taken, { kind: 'event' }>, handler: string, tx: Tx): Promise<boolean> {
    const { topic, partition } = slice;
    const { cause, detail } = each.kind === 'poison' ? each : { cause: 'null', detail: 'no value' };
    const eventId = positionId(topic, partition, each.raw);
    return this.#bury({ handler, eventId, topic, partition, raw: each.raw, cause, detail }, tx);
  }
  /** A message whose handler failed to the last try. */
  failed(
    slice: Slice,
    each: Taken,
    { handler, eventId, error }: { handler: string; eventId: string; error: unknown },
    tx: Tx,
  ): Promise<boolean> {
    const { topic, partition } = slice;
    const detail = detailOf(error);
    return this.#bury(
      { handler, eventId, topic, partition, raw: each.raw, cause: 'handler-failed', detail },
      tx,
      error,
    );
  }

  async #bury(letter: DeadLetter, tx: Tx, error?: unknown): Promise<boolean> {
    const fresh = await bury(tx, this.province, letter, this.clock.wall());
    const { handler, eventId, topic, cause, detail } = letter;
    if (fresh) {
      tx.afterCommit(() => {
        this.meters.dead(topic, cause);
        this.#logger.error(
          { alarm: 'dead-letter', handler, eventId, topic, cause, detail, err: error },
          Burial.name,
        );
      });
    }
    return fresh;
  }
}

/** What is told of an error, in a table and on a topic: nothing that PostgreSQL quotes, for that may be a row's content. */
export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return 'what was thrown is no error';
  const message = sqlState(error) === undefined ? error.message : error.message.replace(/"[^"]*"/g, '"…"');
  return `${error.name}: ${message}`;
}
