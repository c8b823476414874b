import { setTimeout as sleep } from 'node:timers/promises';

import { topicName } from '@open122/contracts';
import type { Database } from '@open122/service';
import type { Consumer } from 'kafkajs';

import type { AdminLine } from '../kafka/admin-line';
import { endsOf, type Ends, reached } from '../kafka/offsets';
import type { FactCopy } from './fact-copy';
import { loadProgress } from './progress.store';

const LOOK = 100;
const AGAIN = 500;

/** Where the copies of a service are in their topics: in its database, not in the consumer group. */
export class FactPositions {
  readonly #closing = new AbortController();
  #caughtUp: boolean;

  constructor(
    private readonly copies: readonly FactCopy[],
    private readonly province: string,
    private readonly database: Database,
    private readonly admin: AdminLine,
  ) {
    this.#caughtUp = copies.length === 0;
  }

  /** Whether all copies hold what their topics held when this service started. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }
  /** Looks until it is so; a bus or database that is away is waited for. */
  async follow(): Promise<void> {
    for (const copy of this.copies) {
      let ends: Map<number, Ends> | undefined;
      while (!this.#closing.signal.aborted) {
        const done = await this.#isThere(copy, (ends ??= await this.#ends(copy)));
        if (done) break;
        await this.#rest(ends === undefined ? AGAIN : LOOK);
      }
    }
    this.#caughtUp = !this.#closing.signal.aborted;
  }
  /** Puts a consumer that has just joined where its copies are. A fresh copy begins at the beginning. */
  async seek(assignment: Readonly<Record<string, number[]>>, consumer: Consumer): Promise<void> {
    for (const copy of this.copies) {
      const topic = topicName(this.province, copy.topic);
      const partitions = assignment[topic] ?? [];
      if (partitions.length === 0) continue;
      const progress = await loadProgress(this.database, copy.name);
      for (const partition of partitions) {
        consumer.seek({ topic, partition, offset: String(progress.get(partition) ?? 0) });
      }
    }
  }
  close(): void {
    this.#closing.abort();
  }

  async #isThere(copy: FactCopy, ends: Map<number, Ends> | undefined): Promise<boolean> {
    if (ends === undefined) return false;
    const progress = await loadProgress(this.database, copy.name).catch(() => undefined);
    return (
      progress !== undefined && [...ends].every(([partition, each]) => reached(each, progress.get(partition)))
    );
  }
  #ends(copy: FactCopy): Promise<Map<number, Ends> | undefined> {
    const topic = topicName(this.province, copy.topic);
    return this.admin.ask((admin) => endsOf(admin, topic)).catch(() => undefined);
  }
  async #rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}
