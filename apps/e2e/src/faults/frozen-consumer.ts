import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { checkEffects, checkLast, checkTopics } from '../messaging/checker';
import { ToyWorld } from '../messaging/toy-world';
import { until } from '../messaging/until';
import { allowed, type FaultRow, type Finding, violationsOf } from './row';

const TRIALS = { long: 10, short: 1 };
const KEYS = 40;
const CHANGES = 10;
/** The other consumer has done what is its own once nothing has come for so long. */
const STILL = 400;
/** Milliseconds. */
const WITHIN = 5_000;
const SETTLED = 60_000;
/** How often there is more to do until it is frozen: little, or the other consumer is busy for longer than a session lives. */
const MORE = 100;
const FROZEN_WITHIN = 60_000;
/** The server takes a silent relay's lock after five seconds; the successor has to start besides. */
const RELAY_WITHIN = 10_000;
/** What a frozen relay had in its hand it would say at once when it wakes. */
const WAKES = 1_500;

/** A consumer stands still with an open transaction: its successor goes on, and it does no harm when it wakes. */
export const frozenConsumer: FaultRow = {
  name: 'frozen',
  id: 'R8',
  title: 'a consumer frozen (SIGSTOP) with an open transaction, a relay with rows in its hand',
  on: 'toys',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { servers } = await places.toys();
    const frozen = async ({ row, freezes, within }: Frozen): Promise<Finding> => {
      const trials: Trial[] = [];
      for (let trial = 0; trial < (short ? TRIALS.short : TRIALS.long); trial += 1) {
        const world = await ToyWorld.make(servers);
        trials.push(await freezes(world).finally(() => world.close()));
        tell(`${row}: the successor went on after ${trials.at(-1)?.after} ms`);
      }
      return findingOf(row, trials, allowed(within, short));
    };
    // the short form waits for most of its time; the full one measures
    if (short) return Promise.all(FROZEN.map(frozen));
    const findings: Finding[] = [];
    for (const each of FROZEN) findings.push(await frozen(each));
    return findings;
  },
};

interface Frozen {
  readonly row: string;
  readonly freezes: (world: ToyWorld) => Promise<Trial>;
  /** Milliseconds. */
  readonly within: number;
}
const FROZEN: readonly Frozen[] = [
  {
    ...{ row: 'consumer frozen with an open transaction', within: WITHIN },
    freezes: (world) => freeze(world, 'consumer'),
  },
  {
    ...{ row: 'batch-consumer frozen with an open transaction', within: WITHIN },
    freezes: (world) => freeze(world, 'batch-consumer'),
  },
  {
    ...{ row: 'relay frozen between reading and sending', within: RELAY_WITHIN },
    freezes: (world) => freezeRelay(world),
  },
];

interface Trial {
  /** Milliseconds from the freeze to the successor's first effect in the frozen one's place. */
  readonly after: number;
  readonly violations: readonly string[];
}

async function freeze(world: ToyWorld, who: 'consumer' | 'batch-consumer'): Promise<Trial> {
  world.run('producer');
  const frozen = world.run(who, 'consumer.before-commit:3:freeze');
  await world.ready(who, 1);
  world.run(who);
  await world.ready(who, 2);
  const keys = await workUntilFrozen(world, frozen);
  const since = performance.now();
  await world.still(keys, STILL);
  const stuck = await world.waiting(keys);
  const before = await world.effects(stuck);
  // where the other one was at work for so long, it has gone on meanwhile and nothing is stuck any more
  if (stuck.length > 0)
    await until('the successor goes on', async () => (await world.effects(stuck)) > before, 20_000);
  const after = Math.round(performance.now() - since);
  frozen.kill('SIGCONT');
  const complete = await world.settled(keys, keys.length * CHANGES, SETTLED);
  const violations = [...(await checkEffects(world, keys)), ...(await checkTopics(world, keys))];
  if (!complete) violations.unshift('the work did not come to its end in time');
  return { after, violations };
}

/** A relay stands still with rows in its hand: another one sends them and what follows, and the first says nothing old when it wakes. */
async function freezeRelay(world: ToyWorld): Promise<Trial> {
  world.run('consumer');
  const frozen = world.run('producer', 'relay.before-send:3:freeze');
  const keys = await workUntilFrozen(world, frozen);
  const since = performance.now();
  const before = await world.effects(keys);
  world.run('producer');
  await until('the successor goes on', async () => (await world.effects(keys)) > before, 20_000);
  const after = Math.round(performance.now() - since);
  await world.settled(keys, keys.length * CHANGES, SETTLED);
  frozen.kill('SIGCONT');
  await world.still(keys, WAKES);
  const complete = await world.settled(keys, keys.length * CHANGES, SETTLED);
  const violations = [
    ...(await checkEffects(world, keys)),
    ...(await checkTopics(world, keys)),
    ...(await checkLast(world, keys)),
  ];
  if (!complete) violations.unshift('the work did not come to its end in time');
  return { after, violations };
}

/** Gives work, and now and then some more, until the process stands still on it; returns the keys. */
async function workUntilFrozen(world: ToyWorld, frozen: ChildProcess): Promise<string[]> {
  const keys = await world.giveWork(KEYS, CHANGES);
  for (const begun = performance.now(); !stands(frozen.pid ?? 0); await sleep(MORE)) {
    if (performance.now() - begun > FROZEN_WITHIN)
      throw new Error('it did not come to the point where it is to freeze');
    keys.push(...(await world.giveWork(1, CHANGES)));
  }
  return keys;
}

const stands = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'T';
  } catch {
    return false;
  }
};

function findingOf(row: string, trials: readonly Trial[], within: number): Finding {
  const longest = Math.max(...trials.map(({ after }) => after));
  const violations = trials.flatMap((trial) => trial.violations);
  return {
    row,
    figures: `${trials.length} trials, the successor goes on after ${longest} ms at most: ${violationsOf(violations)}`,
    met: longest <= within && violations.length === 0,
  };
}
