import type { Admin } from 'kafkajs';

import type { AdminLine } from '../kafka/admin-line';
import { endsOf } from '../kafka/offsets';

/** How many messages of its topics a service has not dealt with, in all its instances; what is in hand counts. */
export class Lag {
  #asked: Promise<number> | undefined;

  constructor(
    private readonly line: AdminLine,
    private readonly groupId: string,
    private readonly topics: readonly string[],
  ) {}

  /** Throws when the broker is away. Those who ask at once share the answer. */
  read(): Promise<number> {
    this.#asked ??= this.#ask().finally(() => (this.#asked = undefined));
    return this.#asked;
  }

  async #ask(): Promise<number> {
    return this.topics.length === 0 ? 0 : this.line.ask((admin) => this.#read(admin));
  }
  async #read(admin: Admin): Promise<number> {
    const stored = await admin.fetchOffsets({ groupId: this.groupId, topics: [...this.topics] });
    const lags = await Promise.all(
      stored.map(async ({ topic, partitions }) => {
        const ends = await endsOf(admin, topic);
        const behind = partitions.map(({ partition, offset }) => {
          const { low, end } = ends.get(partition) ?? { low: 0, end: 0 };
          return Math.max(end - Math.max(Number(offset), low), 0);
        });
        return sum(behind);
      }),
    );
    return sum(lags);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
