import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';

/** Milliseconds in which a broker that lives says something. */
const SILENCE = 30_000;

/** Everything on a topic from offset 0 to its present end, in the order of each partition, as a bare client reads it. */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
  take: (message: KafkaMessage, partition: number) => void,
): Promise<void> {
  const kafka = new Kafka({ clientId: 'checker', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const open = new Map(
    (await endsOf(brokers, topic))
      .filter(({ low, high }) => high !== low)
      .map(({ partition, high }) => [partition, high]),
  );
  const consumer = kafka.consumer({ groupId: `checker-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let taken = 0;
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const message of batch.messages) take(message, batch.partition);
      taken += batch.messages.length;
      if (Number(batch.lastOffset()) + 1 >= (open.get(batch.partition) ?? 0)) open.delete(batch.partition);
    },
  });
  // long topics on a busy machine take their time: it is given up when nothing more comes
  for (let count = -1, since = Date.now(); open.size > 0 && Date.now() - since < SILENCE; await sleep(20)) {
    if (taken !== count) since = Date.now();
    count = taken;
  }
  await consumer.disconnect();
  if (open.size > 0) throw new Error(`the end of ${topic} was not reached`);
}

/** First and next offset of each partition. */
export async function endsOf(
  brokers: readonly string[],
  topic: string,
): Promise<{ partition: number; low: number; high: number }[]> {
  const admin = new Kafka({
    ...{ clientId: 'checker', brokers: [...brokers], logLevel: logLevel.NOTHING },
  }).admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  return ends.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
}
