import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Message } from 'kafkajs';

import { checkEffects } from '../messaging/checker';
import { headersOf, type RawBus, rawBus } from '../messaging/raw-bus';
import { changeOf } from '../messaging/toy-data';
import { ToyWorld } from '../messaging/toy-world';
import { allowed, type FaultRow, type Finding, violationsOf } from './row';

const HEALTHY = { long: 60_000, short: 6_000 };
/** One in so many is bad. */
const ONE_IN = 1_000;
const AT_ONCE = 100;
const PAUSE = 60;
const DELAYED_AT_MOST = 2_000;
const SETTLED = 90_000;

/** The five kinds, and the cause that the dead letter has to name. */
const KINDS: readonly [cause: string, make: (key: string) => Message][] = [
  ['bad-json', (key) => ({ key, headers: headersOf('HandoverOpened', 1), value: '{"handoverId":' })],
  ['bad-schema', (key) => ({ key, headers: headersOf('HandoverOpened', 1), value: '{"handoverId":7}' })],
  ['unknown-type', (key) => ({ key, headers: headersOf('HandoverForgotten', 1), value: '{}' })],
  // one MiB would be over the broker's own limit for a message
  [
    'bad-schema',
    (key) => ({ key, headers: headersOf('HandoverOpened', 1), value: `"${'x'.repeat(1_000_000)}"` }),
  ],
  ['null', (key) => ({ key, headers: headersOf('HandoverOpened', 1), value: null })],
];

/** Messages that nobody can handle, among many that are sound. */
export const poison: FaultRow = {
  name: 'poison',
  id: 'R3',
  title: 'one bad message in a thousand, of five kinds',
  on: 'toys',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { servers } = await places.toys();
    const world = await ToyWorld.make(servers);
    const bus = await rawBus(world);
    try {
      world.run('consumer');
      await world.ready('consumer', 1);
      const { sent, bad } = await send(world, bus, short ? HEALTHY.short : HEALTHY.long, tell);
      return [await look(world, sent, bad, allowed(DELAYED_AT_MOST, short))];
    } finally {
      await bus.close();
      await world.close();
    }
  },
};

/** Sends healthy messages and, among each thousand of them, a bad one; answers when each was sent, and the causes to be found. */
async function send(world: ToyWorld, bus: RawBus, total: number, tell: (line: string) => void) {
  const sent = new Map<string, number>();
  const bad: string[] = [];
  while (sent.size < total) {
    const batch = Array.from({ length: AT_ONCE }, () => randomUUID());
    await world.recordChanges(batch);
    const messages: Message[] = batch.map((key) => ({
      ...{ key, headers: headersOf('HandoverOpened', 1), value: JSON.stringify(changeOf(key)) },
    }));
    const kind = KINDS[bad.length % KINDS.length];
    if (kind !== undefined && bad.length < Math.floor((sent.size + AT_ONCE) / ONE_IN)) {
      const [cause, make] = kind;
      messages.splice(AT_ONCE / 2, 0, make(randomUUID()));
      bad.push(cause);
    }
    const now = Date.now();
    await bus.send(world.topic('fulfilment.handover'), messages);
    for (const key of batch) sent.set(key, now);
    if (sent.size % 5_000 === 0) tell(`${sent.size} of ${total} sent, ${bad.length} bad ones`);
    await sleep(PAUSE);
  }
  return { sent, bad };
}

async function look(
  world: ToyWorld,
  sent: ReadonlyMap<string, number>,
  bad: readonly string[],
  delayedAtMost: number,
): Promise<Finding> {
  const keys = [...sent.keys()];
  const complete = await world.settled(keys, keys.length, SETTLED);
  const delays = (await world.effectTimes(keys)).map(({ key, at }) => at - (sent.get(key) ?? 0));
  const longest = Math.max(...delays);
  const violations = await checkEffects(world, keys);
  if (!complete) violations.unshift('not all healthy ones were handled');
  const causes = (await world.deadLetters()).sort();
  const buried = JSON.stringify(causes) === JSON.stringify([...bad].sort());
  const letters = `${causes.length} dead letters${buried ? ', each with its cause' : `: ${causes.join(', ')}`}`;
  return {
    row: `${keys.length} healthy and ${bad.length} bad messages`,
    figures: `healthy ones delayed by ${longest} ms at most, ${letters}: ${violationsOf(violations)}`,
    met: longest <= delayedAtMost && buried && violations.length === 0,
  };
}
