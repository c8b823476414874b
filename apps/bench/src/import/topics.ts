import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';

const POLL = 20;

/** Gives everything on a topic, batch by batch, as a bare client reads it. */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
  take: (messages: readonly KafkaMessage[]) => Promise<void>,
): Promise<void> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const open = new Map(
    ends.filter(({ high, low }) => high !== low).map((each) => [each.partition, Number(each.high)]),
  );
  const consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let failure: unknown;
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      await take(batch.messages).catch((error: unknown) => (failure = error));
      if (Number(batch.lastOffset()) + 1 >= (open.get(batch.partition) ?? 0)) open.delete(batch.partition);
    },
  });
  while (open.size > 0 && failure === undefined) await pause(POLL);
  await consumer.disconnect();
  if (failure !== undefined) throw failure;
}
