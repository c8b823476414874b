import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { crashPoint } from '@open122/messaging';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { Client } from 'pg';

import { changeOf, consequenceOf, personOf } from './toy-data';
import { COUNT_EFFECT, OPEN_WORK, RECORD_CHANGE, RECORD_EFFECT, TAKE_WORK } from './toy-tables';

/** Where the textbook's process works. */
export interface TextbookPlaces {
  databaseUrl: string;
  brokers: string[];
  /** Full Kafka names. */
  changes: string;
  consequences: string;
}

async function open({ databaseUrl, brokers }: TextbookPlaces) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const kafka = new Kafka({ clientId: 'textbook', brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const emit = async (
    topic: string,
    key: string,
    type: string,
    version: number,
    data: object,
  ): Promise<void> => {
    const headers = { ce_id: randomUUID(), ce_type: type, aggregateversion: String(version) };
    await producer.send({ topic, messages: [{ key, headers, value: JSON.stringify(data) }] });
  };
  return { client, kafka, emit };
}

/** The baseline (quality B7): save, commit, then emit. Die between the two, and nobody ever hears of the change. */
export async function textbookProducer(places: TextbookPlaces): Promise<never> {
  const { client, emit } = await open(places);
  for (;;) {
    const { rows } = await client.query<{ key: string }>(OPEN_WORK);
    for (const { key } of rows) {
      await client.query('begin');
      const { rows: taken } = await client.query<{ version: string }>(TAKE_WORK, [key]);
      const version = Number(taken[0]?.version);
      await client.query(RECORD_CHANGE, [key, version]);
      await client.query('commit');
      crashPoint('relay.before-send');
      await emit(places.changes, key, 'HandoverOpened', version, changeOf(key));
    }
    await sleep(50);
  }
}

/** Handle, commit, emit; the offset follows some time later. Die in between, and the effect is there twice. */
export async function textbookConsumer(places: TextbookPlaces): Promise<void> {
  const { client, kafka, emit } = await open(places);
  const consumer = kafka.consumer({
    groupId: places.changes,
    sessionTimeout: 6_000,
    heartbeatInterval: 1_500,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [places.changes], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const key = String(message.key);
      const version = Number(String(message.headers?.aggregateversion));
      await client.query('begin');
      await client.query(RECORD_EFFECT, [key, version]);
      await client.query(COUNT_EFFECT, [key]);
      await client.query('commit');
      crashPoint('consumer.before-offsets');
      const person = personOf(key);
      await emit(places.consequences, person, 'StandingChanged', version, consequenceOf(person));
    },
  });
}
