import { createServer } from 'node:http';

import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { Client } from 'pg';

import { CLAIM, UPSERT, UPSERT_ONE } from '../pipeline/tables';

/**
 * The baselines of a consumer. `batch` (B4): bare kafkajs, eachBatch, the same inbox and upsert statements. `single`: as textbooks
 * write it, a transaction for each message.
 */
const { BARE_PORT, BARE_MODE, BARE_DATABASE_URL, KAFKA_BROKERS = '', BARE_TOPIC = '' } = process.env;

const idOf = ({ headers }: KafkaMessage): string => String(headers?.ce_id);
const versionOf = ({ headers }: KafkaMessage): number => Number(String(headers?.aggregateversion));
const saidAt = ({ value }: KafkaMessage): string => (JSON.parse(String(value)) as { at: string }).at;
const wall = (): string => new Date().toISOString();

async function slice(client: Client, messages: readonly KafkaMessage[]): Promise<void> {
  await client.query('begin');
  await client.query({ name: 'claim', text: CLAIM, values: [messages.map(idOf), wall()] });
  const columns = [messages.map(({ key }) => String(key)), messages.map(versionOf), messages.map(saidAt)];
  await client.query({ name: 'upsert', text: UPSERT, values: columns });
  await client.query('commit');
}

async function single(client: Client, message: KafkaMessage): Promise<void> {
  await client.query('begin');
  await client.query({ name: 'claim', text: CLAIM, values: [[idOf(message)], wall()] });
  const values = [String(message.key), versionOf(message), saidAt(message)];
  await client.query({ name: 'one', text: UPSERT_ONE, values });
  await client.query('commit');
}

async function main(): Promise<void> {
  // a connection for each partition
  const clients = await Promise.all(
    [0, 1, 2, 3].map(async () => {
      const client = new Client({ connectionString: BARE_DATABASE_URL });
      await client.connect();
      return client;
    }),
  );
  const of = (partition: number): Client => clients[partition % clients.length] ?? clients[0]!;
  const kafka = new Kafka({
    clientId: 'bare',
    brokers: KAFKA_BROKERS.split(','),
    logLevel: logLevel.NOTHING,
  });
  const consumer = kafka.consumer({ groupId: `${BARE_TOPIC}.bare`, maxWaitTimeInMs: 400 });
  await consumer.connect();
  await consumer.subscribe({ topics: [BARE_TOPIC], fromBeginning: true });
  const partitionsConsumedConcurrently = 4;
  if (BARE_MODE === 'single') {
    await consumer.run({
      partitionsConsumedConcurrently,
      eachMessage: ({ partition, message }) => single(of(partition), message),
    });
  } else {
    await consumer.run({
      partitionsConsumedConcurrently,
      eachBatch: ({ batch }) => slice(of(batch.partition), batch.messages),
    });
  }
  createServer((_, response) => response.end()).listen(Number(BARE_PORT), '127.0.0.1');
}

void main();
