import type { Admin } from 'kafkajs';

import type { AdminLine } from '../kafka/admin-line';
import { endsOf } from '../kafka/offsets';

/** Messages of one partition that are not dealt with yet. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly behind: number;
}

/** How many messages of its topics a service has not dealt with, in all its instances; what is in hand counts. */
export class Lag {
  #asked: Promise<readonly PartitionLag[]> | undefined;

  constructor(
    private readonly line: AdminLine,
    private readonly groupId: string,
    private readonly topics: readonly string[],
  ) {}

  /** Throws when the broker is away. Those who ask at once share the answer. */
  read(): Promise<readonly PartitionLag[]> {
    this.#asked ??= this.#ask().finally(() => (this.#asked = undefined));
    return this.#asked;
  }

  async #ask(): Promise<readonly PartitionLag[]> {
    return this.topics.length === 0 ? [] : this.line.ask((admin) => this.#read(admin));
  }
  async #read(admin: Admin): Promise<readonly PartitionLag[]> {
    const stored = await admin.fetchOffsets({ groupId: this.groupId, topics: [...this.topics] });
    const lags = await Promise.all(
      stored.map(async ({ topic, partitions }) => {
        const ends = await endsOf(admin, topic);
        return partitions.map(({ partition, offset }) => {
          const { low, end } = ends.get(partition) ?? { low: 0, end: 0 };
          return { topic, partition, behind: Math.max(end - Math.max(Number(offset), low), 0) };
        });
      }),
    );
    return lags.flat();
  }
}
