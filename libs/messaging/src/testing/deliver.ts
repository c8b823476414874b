import type { INestApplication } from '@nestjs/common';
import { type EventDefinition, type Instant, topicName, type TopicName } from '@open122/contracts';
import { context, continueTrace, Database, TRANSPORT } from '@open122/service';
import type { KafkaMessage } from 'kafkajs';

import type { BusServer } from '../bus-server';
import { type Headers, newEventId, toHeaders } from '../envelope/envelope';

/** A message as it lies on the bus. */
export interface TestMessage {
  readonly key: string | null;
  readonly headers: Headers;
  readonly value: Buffer | null;
}
/** How the bus's inbox remembers the events delivered. */
export interface Delivered {
  readonly handler: string;
  readonly eventId: string;
  readonly outcome: 'handled' | 'ignored' | 'dead';
  readonly reason: string | null;
}
type Application = Pick<INestApplication, 'get' | 'connectMicroservice'>;

/** An event as its producer would have sent it; a fresh id unless one is given. */
export function aMessage<D>(
  event: EventDefinition<D>,
  data: D,
  about: { version?: number; id?: string; at?: string } = {},
): TestMessage {
  const headers = toHeaders({
    id: about.id ?? newEventId(),
    type: event.type,
    source: '/he/test',
    time: (about.at ?? '2026-01-05T01:00:00.000Z') as Instant,
    aggregateVersion: about.version ?? 1,
    traceparent: continueTrace(undefined),
    correlationId: context.correlationId(),
    causationId: undefined,
  });
  return { key: String(data[event.key]), headers, value: Buffer.from(JSON.stringify(data)) };
}

const listening = new WeakSet<object>();
let position = 0;

/**
 * Feeds messages to a service's consumers as one slice of one partition, without a broker: everything else is real. Returns
 * what its inbox now says of them. The service is one started with `transport: false`.
 */
export async function deliver(
  app: Application,
  topic: TopicName,
  messages: readonly TestMessage[],
): Promise<Delivered[]> {
  const server = app.get<BusServer>(TRANSPORT, { strict: false });
  if (!listening.has(server)) {
    app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
    listening.add(server);
  }
  const [route] = [...server.bus.routes().entries()].filter(([, each]) => each.topic === topic);
  if (route === undefined) throw new Error(`nobody hears ${topicName('..', topic)} in this service`);
  const slice = { topic, partition: 0, messages: messages.map(asKafka) };
  await route[1].work.handle(slice, () => true);
  const ids = messages.map(({ headers }) => headers.ce_id);
  return app
    .get<Database>(Database, { strict: false })
    .run<Delivered>(
      'testing.inbox',
      'select handler, event_id as "eventId", outcome, reason from inbox where event_id = any($1) order by 1, 2',
      [ids],
    );
}

function asKafka({ key, headers, value }: TestMessage): KafkaMessage {
  position += 1;
  return {
    key: key === null ? null : Buffer.from(key),
    value,
    headers,
    timestamp: String(Date.now()),
    attributes: 0,
    offset: String(position),
  };
}
