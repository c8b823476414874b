import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

/** Somewhere a piece of personal data may have got to, with the text found there. */
export interface Trace {
  where: string;
  text: string;
}

/** A needle that was found where it must not be. */
export interface Leak {
  where: string;
  what: string;
}

/** What must occur nowhere: ID numbers, names and mobiles of the persons used. */
export const needlesOf = (
  persons: readonly { documentNumber: string; name: string; mobile: string }[],
): string[] => persons.flatMap((each) => [each.documentNumber, each.name, each.mobile]);

/** Every place in which one of the needles occurs. */
export async function findLeaks(needles: readonly string[], traces: AsyncIterable<Trace>): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for await (const { where, text } of traces) {
    for (const what of needles) if (text.includes(what)) leaks.push({ where, what });
  }
  return leaks;
}

/** Every message of every topic from offset 0 to the end: key, value and headers. */
export async function* topicTraces(brokers: string[]): AsyncGenerator<Trace> {
  const kafka = new Kafka({ clientId: 'leak-search', brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
  const missing = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (BigInt(high) > BigInt(low)) missing.set(`${topic}/${partition}`, BigInt(high) - 1n);
    }
  }
  await admin.disconnect();
  const found: Trace[] = [];
  const consumer = kafka.consumer({ groupId: `leak-search-${process.hrtime.bigint()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    if (missing.size === 0) return resolve();
    consumer
      .run({
        eachMessage: async ({ topic, partition, message }) => {
          const headers = Object.entries(message.headers ?? {}).map(
            ([name, value]) => `${name}: ${String(value)}`,
          );
          found.push({
            where: `topic ${topic}`,
            text: [String(message.key), String(message.value), ...headers].join('\n'),
          });
          const end = missing.get(`${topic}/${partition}`);
          if (end !== undefined && BigInt(message.offset) >= end) missing.delete(`${topic}/${partition}`);
          if (missing.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  yield* found;
}

/** Every line of every file in a folder of logs. */
export async function* logTraces(folder: string): AsyncGenerator<Trace> {
  for (const file of await readdir(folder)) {
    const lines = createInterface({ input: createReadStream(join(folder, file)), crlfDelay: Infinity });
    for await (const line of lines) yield { where: `log ${file}`, text: line };
  }
}

/** Every row of every table of a database. */
export async function* databaseTraces(url: string): AsyncGenerator<Trace> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { database } = client;
  try {
    const tables = await client.query<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables.rows) {
      const rows = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      // bytea and json appear as text too; what is encrypted stays unreadable here.
      for (const { row } of rows.rows) yield { where: `database ${database} ${name}`, text: row };
    }
  } finally {
    await client.end();
  }
}
