import { type EventDefinition, type TopicName, topics } from '@open122/contracts';
import type { KafkaMessage } from 'kafkajs';

import { type Envelope, fromHeaders } from '../envelope/envelope';
import { jsonOf, printable, textHeaders } from '../envelope/read';
import { eventOf, schemaFault } from '../envelope/validators';
import type { Message } from './message';

/** Why a message can never be handled, whoever tries. */
export type PoisonCause = 'null' | 'bad-envelope' | 'unknown-type' | 'bad-json' | 'bad-schema';

/** What a message of a topic turns out to be. */
export type Taken =
  | { kind: 'event'; event: EventDefinition<never>; message: Message; raw: KafkaMessage }
  | { kind: 'tombstone'; key: string; raw: KafkaMessage }
  | { kind: 'poison'; cause: PoisonCause; detail: string; raw: KafkaMessage };

/** Parses and validates a message, before any transaction is open. */
export function take(topic: TopicName, raw: KafkaMessage): Taken {
  const poison = (cause: PoisonCause, detail: string): Taken => ({ kind: 'poison', cause, detail, raw });
  if (raw.value === null) {
    if (topics[topic].kind === 'fact' && raw.key !== null)
      return { kind: 'tombstone', key: printable(raw.key), raw };
    return poison('null', 'the message has no value');
  }
  const envelope = fromHeaders(textHeaders(raw.headers));
  if (typeof envelope === 'string') return poison('bad-envelope', envelope);
  const event = eventOf(topic, envelope.type);
  if (event === undefined) return poison('unknown-type', `${envelope.type} is no event of ${topic}`);
  const data = jsonOf(raw);
  if (data === undefined) return poison('bad-json', 'the value is no JSON');
  const fault = schemaFault(event, data) ?? keyFault(event, data, raw);
  if (fault !== null) return poison('bad-schema', fault);
  return { kind: 'event', event, message: messageOf(topic, envelope, data, printable(raw.key)), raw };
}

/** The order per key holds only for what lies under its own key. */
const keyFault = (event: EventDefinition<never>, data: unknown, { key }: KafkaMessage): string | null =>
  String((data as Record<string, unknown>)[event.key]) === printable(key)
    ? null
    : `the key is not ${event.key}`;

const messageOf = (topic: TopicName, envelope: Envelope, data: unknown, key: string): Message => ({
  id: envelope.id,
  type: envelope.type,
  topic,
  key,
  version: envelope.aggregateVersion,
  at: envelope.time,
  data,
  correlation: envelope.correlationId,
  traceparent: envelope.traceparent,
});
