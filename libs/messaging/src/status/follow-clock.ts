import { setTimeout as sleep } from 'node:timers/promises';

import { ClockMoved, type Payload, topicName } from '@open122/contracts';
import type { Clock } from '@open122/service';

import { take } from '../consume/intake';
import type { BusAccess } from '../kafka/bus-access';
import { TopicReader } from '../kafka/topic-reader';

const LOOK = 50;

/** Moves a service's clock with the sandbox's: every instance reads the whole of `gateway.clock` for itself (design §6). */
export class FollowClock {
  readonly #reader: TopicReader;
  readonly #closing = new AbortController();
  #known = false;

  constructor(
    private readonly clock: Clock,
    { bus, province, service }: { bus: BusAccess; province: string; service: string },
  ) {
    this.#reader = new TopicReader({
      bus,
      name: `${province}.${service}.clock`,
      topics: [topicName(province, 'gateway.clock')],
      from: 'beginning',
      read: (_topic, _partition, messages) => {
        for (const message of messages) this.#follow(take('gateway.clock', message));
      },
    });
  }

  /** False until platform time is what it was before this process started. */
  get known(): boolean {
    return this.#known;
  }
  start(): void {
    this.#reader.start();
    void this.#catchUp();
  }
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reader.close();
  }

  #follow(taken: ReturnType<typeof take>): void {
    if (taken.kind !== 'event') return;
    const { offsetMilliseconds } = taken.message.data as Payload<typeof ClockMoved>;
    this.clock.moved(offsetMilliseconds);
  }
  async #catchUp(): Promise<void> {
    let ends: Awaited<ReturnType<TopicReader['ends']>> | undefined;
    while (!this.#closing.signal.aborted) {
      ends ??= await this.#reader.ends().catch(() => undefined);
      if (ends !== undefined && this.#reader.hasReached(ends)) {
        this.#known = true;
        return;
      }
      await sleep(LOOK, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }
}
