import type { TopicName } from '@open122/contracts';
import type { KafkaMessage } from 'kafkajs';

import type { Alive } from './patience';

/** Consecutive messages of one partition that share a transaction. */
export interface Slice {
  readonly topic: TopicName;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
}

/** Deals with slices of one kind of topic. */
export interface SliceWork {
  /** Returns how many messages from the front are dealt with, for good; fewer than all when the slice is no longer ours. */
  handle(slice: Slice, alive: Alive): Promise<number>;
}

const MOST = 500;
export function* slicesOf(messages: readonly KafkaMessage[]): Generator<readonly KafkaMessage[]> {
  for (let at = 0; at < messages.length; at += MOST) yield messages.slice(at, at + MOST);
}
