import { setTimeout as sleep } from 'node:timers/promises';

import { deadLetterTopic, topicName, type TopicName, topics } from '@open122/contracts';
import { type Admin, ConfigResourceTypes, type IResourceConfigEntry } from 'kafkajs';

import type { BusAccess } from '../kafka/bus-access';
import { kafkaClient } from '../kafka/kafka';

const DAY = 86_400_000;
/** A busy broker makes some ten partitions a second. */
const KNOWN_WITHIN = 60_000;
/** Room for the biggest message the bus takes, and for our headers on it. */
const DEAD_LETTER_BYTES = 2_097_152;

interface Wanted {
  topic: string;
  partitions: number;
  config: Readonly<Record<string, string>>;
}

const PROCESS = { 'cleanup.policy': 'delete', 'retention.ms': String(30 * DAY) };
const FACT = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.2' };
const DEAD_LETTER = {
  'cleanup.policy': 'delete',
  'retention.ms': String(90 * DAY),
  'max.message.bytes': String(DEAD_LETTER_BYTES),
};

const ALL = Object.keys(topics) as TopicName[];

/** Topics of a province, each with its twin for dead letters (design §5). */
export const wantedTopics = (province: string, names: readonly TopicName[] = ALL): Wanted[] =>
  names.flatMap((name) => [
    {
      topic: topicName(province, name),
      partitions: topics[name].partitions,
      config: topics[name].kind === 'fact' ? FACT : PROCESS,
    },
    { topic: deadLetterTopic(province, name), partitions: 1, config: DEAD_LETTER },
  ]);

/**
 * Makes the topics that are missing (of all, or of those named), corrects the settings of the others, and returns the names
 * made. Partitions are never added to a topic that exists: keys would move to other partitions and their order be lost; that
 * is refused.
 */
export async function ensureTopics(
  bus: BusAccess,
  province: string,
  names?: readonly TopicName[],
): Promise<string[]> {
  const admin = kafkaClient(bus, 'open122-topics').admin();
  await admin.connect();
  try {
    const wanted = wantedTopics(province, names);
    const present = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !present.has(topic));
    await checkPartitions(
      admin,
      wanted.filter(({ topic }) => present.has(topic)),
    );
    if (missing.length > 0) await make(admin, missing);
    await correct(
      admin,
      wanted.filter(({ topic }) => present.has(topic)),
    );
    return missing.map(({ topic }) => topic);
  } finally {
    await admin.disconnect();
  }
}

async function make(admin: Admin, missing: readonly Wanted[]): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map(({ topic, partitions, config }) => ({
      topic,
      numPartitions: partitions,
      configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
    })),
  });
  await untilKnown(
    admin,
    missing.map(({ topic }) => topic),
  );
}

/** A new topic is known a little later than it is made; kafkajs's own waiting fails on that. */
async function untilKnown(admin: Admin, topics: readonly string[]): Promise<void> {
  for (const deadline = Date.now() + KNOWN_WITHIN; ; await sleep(100)) {
    try {
      const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
      if (found.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error('the new topics have no leader');
  }
}

async function checkPartitions(admin: Admin, present: readonly Wanted[]): Promise<void> {
  if (present.length === 0) return;
  const { topics: found } = await admin.fetchTopicMetadata({ topics: present.map(({ topic }) => topic) });
  const counts = new Map(found.map(({ name, partitions }) => [name, partitions.length]));
  const wrong = present.filter(({ topic, partitions }) => counts.get(topic) !== partitions);
  if (wrong.length === 0) return;
  const list = wrong.map(
    ({ topic, partitions }) => `${topic} has ${counts.get(topic)}, declared ${partitions}`,
  );
  throw new Error(`The number of partitions of a topic never changes by itself: ${list.join('; ')}.`);
}

async function correct(admin: Admin, present: readonly Wanted[]): Promise<void> {
  if (present.length === 0) return;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: present.map(({ topic, config }) => ({
      type: ConfigResourceTypes.TOPIC,
      name: topic,
      configNames: Object.keys(config),
    })),
  });
  const actual = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]));
  const different = present.filter(({ topic, config }) => !agrees(config, actual.get(topic) ?? []));
  if (different.length === 0) return;
  await admin.alterConfigs({
    validateOnly: false,
    resources: different.map(({ topic, config }) => ({
      type: ConfigResourceTypes.TOPIC,
      name: topic,
      configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
    })),
  });
}

const agrees = (
  config: Readonly<Record<string, string>>,
  actual:
    | readonly Pick<IResourceConfigEntry, 'name' | 'value'>[]
    | readonly { configName: string; configValue: string }[],
): boolean => {
  const values = new Map(
    actual.map((each) =>
      'configName' in each ? [each.configName, each.configValue] : [each.name, each.value],
    ),
  );
  return Object.entries(config).every(([name, value]) => values.get(name) === value);
};
