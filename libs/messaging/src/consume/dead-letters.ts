import { deadLetterTopic, type Instant, type TopicName } from '@open122/contracts';
import type { Tx } from '@open122/service';
import type { KafkaMessage } from 'kafkajs';

import { printable, textHeaders } from '../envelope/read';
import { insertRaw } from '../outbox/outbox.store';
import { record } from './inbox.store';

/** A message that could not be dealt with, and why. */
export interface DeadLetter {
  /** Who failed; the service itself when nobody could have handled it. */
  handler: string;
  eventId: string;
  topic: TopicName;
  partition: number;
  raw: KafkaMessage;
  /** A poison's cause, or `handler-failed`. */
  cause: string;
  detail: string;
}

const INSERT = `insert into dead_letter
  (handler, event_id, topic, partition, position, type, cause, detail, key, value, headers, died_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/**
 * Buries a message: a row to list, a message to its topic's twin (by the outbox), and an inbox row so that it is done once.
 * False when it was buried or handled before.
 */
export async function bury(tx: Tx, province: string, letter: DeadLetter, wall: Instant): Promise<boolean> {
  const { handler, eventId, topic, partition, raw, cause } = letter;
  const detail = printable(letter.detail).slice(0, 2_000);
  if (!(await record(tx, letter, 'dead', cause, wall))) return false;
  const headers = textHeaders(raw.headers);
  await tx.run('dead-letter.insert', INSERT, [
    ...[handler, eventId, topic, partition, Number(raw.offset), headers.ce_type ?? null, cause, detail],
    ...[raw.key, raw.value, headers, wall],
  ]);
  const died = {
    deadhandler: handler,
    deadcause: cause,
    deaddetail: detail,
    deadtopic: topic,
    deadpartition: String(partition),
    deadoffset: raw.offset,
  };
  insertRaw(tx, {
    topic: deadLetterTopic(province, topic),
    key: raw.key === null ? null : printable(raw.key),
    headers: { ...headers, ...died },
    raw: raw.value,
  });
  return true;
}

/** Names a message that has no id of its own: the same for each delivery, another if the topic is made anew. */
export const positionId = (
  topic: TopicName,
  partition: number,
  { offset, timestamp }: KafkaMessage,
): string => `${topic}/${partition}/${offset}/${timestamp}`;
