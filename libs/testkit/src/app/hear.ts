import { randomUUID } from 'node:crypto';

import {
  type EventDefinition,
  type Instant,
  type Province,
  topicName,
  type TopicName,
} from '@open122/contracts';
import { PROVINCE, TRANSPORT, type Transport } from '@open122/service';

import type { TestApp } from './test-app';

/** An event as another service would have said it. */
export interface HeardEvent<D = unknown> {
  event: EventDefinition<D>;
  data: D;
  /** A fresh one when left out; the same id is the same event. */
  id?: string;
  version?: number;
  at?: Instant;
}
/** The bytes of a message, as they may come. */
export interface HeardBytes {
  key: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, string>;
}
interface Message extends HeardBytes {
  timestamp: string;
  offset: string;
  attributes: number;
}
interface Bus {
  routes(): ReadonlyMap<
    string,
    {
      work: {
        handle(
          slice: { topic: TopicName; partition: number; messages: readonly Message[] },
          alive: () => boolean,
        ): Promise<number>;
      };
    }
  >;
}

const buses = new WeakMap<TestApp, Bus>();
let offset = 0;

/** The service's handlers behind inbox, slices, retries and dead letters as they are; only the broker is left out. */
function busOf(app: TestApp): Bus {
  const known = buses.get(app);
  if (known !== undefined) return known;
  const [strategy] = [app.get<Transport[] | Transport>(TRANSPORT as symbol)].flat();
  app['service'].app.connectMicroservice({ strategy: strategy! }, { inheritAppConfig: true });
  const bus = (strategy as Transport & { unwrap(): Bus }).unwrap();
  buses.set(app, bus);
  return bus;
}

/** One event's message. */
export const messageOf = <D>({
  event,
  data,
  id = randomUUID(),
  version = 1,
  at,
}: HeardEvent<D>): HeardBytes => ({
  key: Buffer.from(String(data[event.key])),
  value: Buffer.from(JSON.stringify(data)),
  headers: {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: event.type,
    ce_source: '/he/testkit',
    ce_time: at ?? '2026-01-05T01:00:00.000Z',
    aggregateversion: String(version),
  },
});

/** Brings messages to a service as one slice of a topic. Resolves when they are dealt with; false when `alive` ended it. */
export async function hear(
  app: TestApp,
  topic: TopicName,
  messages: readonly HeardBytes[],
  alive: () => boolean = () => true,
): Promise<boolean> {
  const { code } = app.get<Province>(PROVINCE);
  const route = busOf(app).routes().get(topicName(code, topic));
  if (route === undefined) throw new Error(`the service does not listen to ${topic}`);
  const slice = messages.map((each) => ({
    ...each,
    timestamp: '1767574800000',
    offset: String((offset += 1)),
    attributes: 0,
  }));
  return (await route.work.handle({ topic, partition: 0, messages: slice }, alive)) === slice.length;
}
