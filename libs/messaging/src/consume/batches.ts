import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import type { TopicName } from '@open122/contracts';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';

import { crashPoint } from '../crash-point';
import type { Alive } from './patience';
import { Pulse } from './pulse';
import { slicesOf, type SliceWork } from './slice';

/** A topic that is consumed, and who deals with its slices. */
export interface Route {
  readonly topic: TopicName;
  readonly work: SliceWork;
  /** Resolves once the consumer stands where it is to begin; its batches wait for it. */
  readonly begins: () => Promise<void>;
}

const WAIT = 100;
const AFTER_FAULT = 1_000;

/** Takes kafkajs's batches slice by slice, and commits the offsets of each once its effects are committed. */
export class Batches {
  readonly #logger = new Logger(Batches.name);

  /** `routes` by full topic name; nothing is handled before `mayBegin`. */
  constructor(
    private readonly routes: ReadonlyMap<string, Route>,
    private readonly mayBegin: () => boolean,
  ) {}

  async take(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, isRunning, isStale } = payload;
    const route = this.routes.get(batch.topic);
    if (route === undefined) return;
    const pulse = new Pulse(heartbeat);
    const alive: Alive = () => isRunning() && !isStale() && pulse.beating;
    try {
      while (alive() && !this.mayBegin()) await sleep(WAIT);
      await route.begins();
      for (const messages of slicesOf(batch.messages)) {
        if (!alive() || !(await this.#slice(route, messages, payload, alive))) return;
      }
    } catch (error) {
      // an error of ours: the same messages come again, nothing is lost, and nobody else is held up by a crash
      this.#logger.error(
        { alarm: 'consumer', topic: batch.topic, partition: batch.partition, err: error },
        Batches.name,
      );
      await sleep(AFTER_FAULT);
    } finally {
      pulse.stop();
    }
  }

  /** False when the rest of the batch is to be left. */
  async #slice(
    { topic, work }: Route,
    messages: readonly KafkaMessage[],
    { batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload,
    alive: Alive,
  ): Promise<boolean> {
    const done = await work.handle({ topic, partition: batch.partition, messages }, alive);
    const last = messages[done - 1];
    if (last === undefined) return false;
    crashPoint('consumer.before-offsets');
    resolveOffset(last.offset);
    const partitions = [{ partition: batch.partition, offset: String(Number(last.offset) + 1) }];
    try {
      await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
    } catch (error) {
      // the group is being divided anew, or the broker is away: kafkajs finds out by itself, the inbox knows what is done
      this.#logger.debug({ problem: 'offsets not committed', cause: (error as Error).message }, Batches.name);
      return false;
    }
    return done === messages.length;
  }
}
