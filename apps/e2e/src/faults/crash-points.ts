import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CrashPoint } from '@open122/messaging';

import { checkEffects, checkTopics, type Violations } from '../messaging/checker';
import type { ToyName } from '../messaging/toy-process';
import { ended, ToyWorld, type ToyServers } from '../messaging/toy-world';

type Victim = 'producer' | 'consumer' | 'batch-consumer';
/** Where a process is killed, and at which of so many passings (random) it dies. */
interface Plan {
  point: CrashPoint;
  passings: number;
}
const PLANS: Readonly<Record<Victim, readonly Plan[]>> = {
  producer: [
    { point: 'relay.before-send', passings: 8 },
    { point: 'relay.before-delete', passings: 8 },
    { point: 'relay.after-delete', passings: 8 },
  ],
  consumer: [
    { point: 'consumer.mid-slice', passings: 150 },
    { point: 'consumer.before-commit', passings: 4 },
    { point: 'consumer.before-offsets', passings: 4 },
  ],
  'batch-consumer': [
    { point: 'consumer.mid-slice', passings: 4 },
    { point: 'consumer.before-commit', passings: 4 },
    { point: 'consumer.before-offsets', passings: 4 },
  ],
};
/** The two points that the textbook has. */
const TEXTBOOK_PLANS: typeof PLANS = {
  producer: [{ point: 'relay.before-send', passings: 8 }],
  consumer: [{ point: 'consumer.before-offsets', passings: 4 }],
  'batch-consumer': [],
};
export const PLAN_COUNT = Object.values(PLANS).flat().length;
const KEYS = 20;
const CHANGES = 15;
/** A killed consumer's partitions are free after its session time-out of six seconds. */
const TRIAL = 60_000;
/** At most so many processes for each trial. */
const ATTEMPTS = 2;
/** How often a process that lives is given more to do. */
const MORE = 500;
/** What a trial may leave to the last one to do. */
const REST = 10_000;
/** What the textbook has not brought after a silence much longer than any session time-out does not come at all. */
const TEXTBOOK = 10_000;

export interface CrashReport {
  who: Victim;
  /** How often the process died at each point. */
  crashed: Partial<Record<CrashPoint, number>>;
  /** Whether it died so often at each point as it was to. */
  complete: boolean;
  events: number;
  violations: Violations;
}
export interface CrashOptions {
  servers: ToyServers;
  /** Of each point. */
  trials: number;
  /** The textbook's services instead of ours, at the two points that they have. */
  textbook?: boolean;
  tell?: (line: string) => void;
}

/** Kills services at each crash point, starts them again, and looks whether anything is lost, doubled, half or out of order. */
export async function crashPoints(options: CrashOptions): Promise<CrashReport[]> {
  const plans = Object.entries(options.textbook ? TEXTBOOK_PLANS : PLANS) as [Victim, Plan[]][];
  const victims = plans.filter(([, points]) => points.length > 0);
  // none of them breaks the others off
  const ends = await Promise.allSettled(victims.map(([who, points]) => crash(who, points, options)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

async function crash(who: Victim, plans: readonly Plan[], options: CrashOptions): Promise<CrashReport> {
  const { servers, trials, textbook = false } = options;
  const world = await ToyWorld.make(servers);
  const [victim, other] = partsOf(who, textbook);
  try {
    world.run(other);
    const keys: string[] = [];
    const crashed: CrashReport['crashed'] = {};
    // point by point in turns: each finds what a death at another one has left
    for (let trial = 0; trial < trials; trial += 1)
      for (const plan of plans) {
        keys.push(...(await kill(world, victim, plan, crashed)));
        options.tell?.(`${who} at ${plan.point}: killed ${crashed[plan.point] ?? 0} of ${trials}`);
      }
    // the last one lives: it finds what all the dead have left
    world.run(victim);
    const events = keys.length * CHANGES;
    if (textbook) await world.still(keys, TEXTBOOK);
    const settled = textbook || (await world.settled(keys, events, TRIAL + trials * plans.length * REST));
    const violations = [...(await checkEffects(world, keys)), ...(await checkTopics(world, keys))];
    if (!settled) violations.unshift('the work did not come to its end in time');
    const complete = plans.every(({ point }) => crashed[point] === trials);
    return { who, crashed, complete, events, violations };
  } finally {
    await world.close();
  }
}

/** Who is killed, and who works with it. */
const partsOf = (who: Victim, textbook: boolean): [victim: ToyName, other: ToyName] => {
  const other = who === 'producer' ? 'consumer' : 'producer';
  return textbook && who !== 'batch-consumer' ? [`textbook-${who}`, `textbook-${other}`] : [who, other];
};

/** Gives new work until a process has died on it; returns the keys. */
async function kill(
  world: ToyWorld,
  name: ToyName,
  { point, passings }: Plan,
  crashed: CrashReport['crashed'],
): Promise<string[]> {
  const keys: string[] = [];
  // a process that lives on too long, as on a machine that is busy otherwise, is no trial
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    keys.push(...(await world.giveWork(KEYS, CHANGES)));
    let dead = false;
    const death = ended(world.run(name, `${point}:${1 + randomInt(passings)}`), undefined, TRIAL).finally(
      () => (dead = true),
    );
    // as long as there is work it comes to its point: fast machines do much in few passings
    // but no more than it has done: what piles up would be all that the machine is at in the end
    for (; !dead; await Promise.race([death, sleep(MORE)]))
      if (await world.idle()) keys.push(...(await world.giveWork(1, CHANGES)));
    if ((await death) !== 'SIGKILL') continue;
    crashed[point] = (crashed[point] ?? 0) + 1;
    break;
  }
  return keys;
}
