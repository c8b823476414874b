import { setTimeout as sleep } from 'node:timers/promises';

import { topicName } from '@open122/contracts';
import { Database, isUnavailable, openSource, PROGRAM_CONNECTS_WITHIN } from '@open122/service';
import type { KafkaMessage } from 'kafkajs';

import { take } from '../consume/intake';
import type { BusAccess } from '../kafka/bus-access';
import { TopicReader } from '../kafka/topic-reader';
import type { FactCopy } from './fact-copy';
import { readable } from './fact-slices';
import { FactTable } from './fact-table';
import { lockWriters, makeShadow, shadowOf, swapIn } from './shadow-table';

export interface RebuildPlan {
  readonly copy: FactCopy;
  readonly province: string;
  readonly bus: BusAccess;
  /** Of the role that may make tables (the migrator's). */
  readonly databaseUrl: string;
  /** Told what happens, in sentences. */
  readonly tell?: (text: string) => void;
}
export interface Rebuilt {
  /** Messages read. */
  readonly messages: number;
  /** Rows of the copy afterwards. */
  readonly rows: number;
}

const LOOK = 10;
/** Below `idle_in_transaction_session_timeout`: writers wait no longer. */
const UNDER_LOCK = 2_000;
const ATTEMPTS = 10;

class TooSlow extends Error {}

/**
 * Fills a local copy anew from the first message of its topic, in a shadow table that takes the copy's place in one
 * transaction. Readers see the old rows or the new ones, never none; the live consumer waits for the swap at most two
 * seconds, and goes on with the new table: whatever it has written by then lies before the ends read under the lock.
 */
export async function rebuild({ copy, province, bus, databaseUrl, tell }: RebuildPlan): Promise<Rebuilt> {
  const database = new Database(
    openSource({
      ...{ url: databaseUrl, pool: 3, entities: [], name: 'open122-rebuild' },
      connectWithin: PROGRAM_CONNECTS_WITHIN,
    }),
  );
  const filling = new Filling(copy, database);
  const reader = new TopicReader({
    bus,
    name: `${province}.rebuild.${copy.name}`,
    topics: [topicName(province, copy.topic)],
    from: 'beginning',
    read: (_topic, _partition, messages) => filling.take(messages),
  });
  await database.connect();
  try {
    await database.transaction((tx) => makeShadow(tx, copy.table));
    tell?.(`reading ${topicName(province, copy.topic)} from its beginning into ${shadowOf(copy.table)}`);
    const ends = await reader.ends();
    reader.start();
    await until(() => reader.hasReached(ends), filling);
    tell?.(`${filling.messages} messages read, taking the place of ${copy.table}`);
    await swap(database, copy, reader, filling);
    const [row] = await database.run<{ rows: number }>(
      'rebuild.count',
      `select count(${copy.key}) as rows from ${copy.table}`,
    );
    return { messages: filling.messages, rows: row?.rows ?? 0 };
  } finally {
    await reader.close();
    await database.close();
  }
}

/** Writes what is read into the shadow. */
class Filling {
  readonly #table: FactTable;
  messages = 0;
  /** Why the shadow cannot be filled: reading again would not help. */
  failure: unknown;

  constructor(
    private readonly copy: FactCopy,
    private readonly database: Database,
  ) {
    this.#table = new FactTable(copy, shadowOf(copy.table));
  }
  async take(messages: readonly KafkaMessage[]): Promise<void> {
    const taken = messages.map((raw) => take(this.copy.topic, raw));
    try {
      await this.database.transaction((tx) => this.#table.write(tx, this.#table.lastWords(readable(taken))));
      this.messages += messages.length;
    } catch (error) {
      if (!isUnavailable(error)) this.failure = error;
      throw error;
    }
  }
}

async function swap(
  database: Database,
  copy: FactCopy,
  reader: TopicReader,
  filling: Filling,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.transaction(async (tx) => {
        await lockWriters(tx, copy.table);
        const ends = await reader.ends();
        await until(() => reader.hasReached(ends), filling, UNDER_LOCK);
        await swapIn(tx, copy.table);
      });
      return;
    } catch (error) {
      // a reader held on to the table, or the tail was long: everybody goes on meanwhile, and we try again
      if (attempt === ATTEMPTS || !(isUnavailable(error) || error instanceof TooSlow)) throw error;
      await sleep(200 * attempt);
    }
  }
}

async function until(done: () => boolean, filling: Filling, within = Infinity): Promise<void> {
  const begun = Date.now();
  while (!done()) {
    if (filling.failure !== undefined) throw filling.failure;
    if (Date.now() - begun > within) throw new TooSlow('the end of the topic was not reached under the lock');
    await sleep(LOOK);
  }
}
