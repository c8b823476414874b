import type { Pool } from 'pg';

import { readTopic } from './raw-topic';
import { personOf } from './toy-data';
import type { ToyWorld } from './toy-world';

/** What is wrong after a run; each is a sentence. Shares no code with the bus: it reads tables and topics. */
export type Violations = string[];

interface Step {
  key: string;
  version: number;
}

/** Every change has its effect, once, whole, and in the order of its key. */
export async function checkEffects(world: ToyWorld, keys: readonly string[]): Promise<Violations> {
  const changes = await steps(world.producer, 'select key, version from change where key = any($1)', keys);
  const effects = await steps(
    world.consumer,
    'select key, version from effect where key = any($1) order by place',
    keys,
  );
  const { rows: tallies } = await world.consumer.query<{ key: string; count: string }>(
    'select key, count from tally where key = any($1)',
    [keys],
  );
  const counted = new Map(tallies.map(({ key, count }) => [key, Number(count)]));
  const perKey = new Map<string, number>();
  for (const { key } of effects) perKey.set(key, (perKey.get(key) ?? 0) + 1);
  const halves = keys.filter((key) => (perKey.get(key) ?? 0) !== (counted.get(key) ?? 0));
  return [
    ...told('lost', missing(changes, effects)),
    ...told('without a change', missing(effects, changes)),
    ...told('doubled', repeated(effects)),
    ...told('half', halves),
    ...told('out of order', disordered(effects)),
  ];
}

/** Every change and every consequence is on its topic; what comes first of each key comes in order. */
export async function checkTopics(world: ToyWorld, keys: readonly string[]): Promise<Violations> {
  const changes = await steps(world.producer, 'select key, version from change where key = any($1)', keys);
  const heard = await read(world, world.topic('fulfilment.handover'), new Set(keys));
  const persons = new Map(keys.map((key) => [personOf(key) as string, key]));
  const said = (await read(world, world.topic('blacklist.standing'), new Set(persons.keys()))).map(
    (each) => ({
      ...each,
      key: persons.get(each.key) ?? each.key,
    }),
  );
  return [
    ...told('changes not published', missing(changes, heard)),
    ...told('published out of order', disordered(firsts(heard))),
    ...told('consequences not published', missing(changes, said)),
    ...told('consequences out of order', disordered(firsts(said))),
  ];
}

/** What comes last of each key is its newest: a compacted topic keeps nothing else. */
export async function checkLast(world: ToyWorld, keys: readonly string[]): Promise<Violations> {
  const heard = await read(world, world.topic('fulfilment.handover'), new Set(keys));
  const newest = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { key, version } of heard) {
    newest.set(key, Math.max(newest.get(key) ?? 0, version));
    last.set(key, version);
  }
  return told(
    'older than what was said before',
    [...last].filter(([key, version]) => version !== newest.get(key)).map(([key]) => key),
  );
}

/** Everything on a topic, partition by partition, of some keys. */
async function read(world: ToyWorld, topic: string, keys: ReadonlySet<string>): Promise<Step[]> {
  const found: Step[] = [];
  await readTopic(world.servers.brokers, topic, ({ key, headers }) => {
    const step = { key: String(key), version: Number(String(headers?.aggregateversion)) };
    if (keys.has(step.key)) found.push(step);
  });
  return found;
}

async function steps(pool: Pool, sql: string, keys: readonly string[]): Promise<Step[]> {
  const { rows } = await pool.query<{ key: string; version: string }>(sql, [keys]);
  return rows.map(({ key, version }) => ({ key, version: Number(version) }));
}

const name = ({ key, version }: Step): string => `${key} ${version}`;
const missing = (wanted: readonly Step[], found: readonly Step[]): string[] => {
  const there = new Set(found.map(name));
  return wanted.map(name).filter((each) => !there.has(each));
};
const repeated = (found: readonly Step[]): string[] => {
  const seen = new Set<string>();
  return found.map(name).filter((each) => seen.size === seen.add(each).size);
};
const firsts = (found: readonly Step[]): Step[] => [
  ...new Map(found.map((each) => [name(each), each])).values(),
];
const disordered = (found: readonly Step[]): string[] => {
  const last = new Map<string, number>();
  return found
    .filter(({ key, version }) => {
      const before = last.get(key) ?? 0;
      last.set(key, Math.max(before, version));
      return version < before;
    })
    .map(name);
};
const told = (what: string, which: readonly string[]): Violations =>
  which.length === 0 ? [] : [`${which.length} ${what}, e.g. ${which[0]}`];
