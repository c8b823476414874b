import { randomUUID } from 'node:crypto';

import type { BusAccess } from '@open122/messaging';
import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs';

import type { ToyWorld } from './toy-world';

/** Headers as any producer of the platform writes them. */
export const headersOf = (type: string, version: number): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: randomUUID(),
  ce_type: type,
  ce_source: '/xx/test',
  ce_time: '2026-01-05T01:00:00.000Z',
  aggregateversion: String(version),
});

export interface RawBus {
  send(topic: string, messages: Message[]): Promise<void>;
  close(): Promise<void>;
}

/** A producer that knows nothing of our envelope: it can send what no service of ours would. */
export async function rawBus({ servers }: ToyWorld): Promise<RawBus> {
  const kafka = new Kafka({ clientId: 'raw', brokers: servers.brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return {
    send: async (topic, messages) => void (await producer.send({ topic, messages })),
    close: () => producer.disconnect(),
  };
}

/** One message, as whoever this is to the brokers. Rejects with what the broker says against it. */
export async function sendAs({ brokers, ...access }: BusAccess, topic: string): Promise<void> {
  const kafka = new Kafka({
    clientId: 'raw-sender',
    brokers: [...brokers],
    ...access,
    ...{ retry: { retries: 0 }, logLevel: logLevel.NOTHING },
  });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ key: randomUUID(), value: '{}' }] });
  } finally {
    await producer.disconnect();
  }
}
