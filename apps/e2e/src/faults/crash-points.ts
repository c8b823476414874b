import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CrashPoint } from '@open122/messaging';

import { checkEffects, checkTopics, type Violations } from '../messaging/checker';
import type { ToyName } from '../messaging/toy-process';
import { ended, ToyWorld, type ToyServers } from '../messaging/toy-world';

type Victim = 'producer' | 'consumer' | 'batch-consumer';
/** Where a process is killed, whose it is, and at which of so many passings (random) it dies. */
interface Plan {
  point: CrashPoint;
  who: Victim;
  passings: number;
}
const PLANS: readonly Plan[] = [
  { point: 'relay.before-send', who: 'producer', passings: 8 },
  { point: 'relay.before-delete', who: 'producer', passings: 8 },
  { point: 'relay.after-delete', who: 'producer', passings: 8 },
  { point: 'consumer.mid-slice', who: 'consumer', passings: 150 },
  { point: 'consumer.before-commit', who: 'consumer', passings: 4 },
  { point: 'consumer.before-offsets', who: 'consumer', passings: 4 },
  { point: 'consumer.mid-slice', who: 'batch-consumer', passings: 4 },
  { point: 'consumer.before-commit', who: 'batch-consumer', passings: 4 },
  { point: 'consumer.before-offsets', who: 'batch-consumer', passings: 4 },
];
export const PLAN_COUNT = PLANS.length;
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
const TEXTBOOK = 15_000;

export interface CrashReport {
  point: CrashPoint;
  who: Victim;
  trials: number;
  /** Trials in which the process died where it was to die. */
  crashed: number;
  events: number;
  violations: Violations;
}
export interface CrashOptions {
  servers: ToyServers;
  trials: number;
  /** The textbook's services instead of ours, at the two points that they have. */
  textbook?: boolean;
  tell?: (line: string) => void;
}

/** Kills a service at each crash point, starts it again, and looks whether anything is lost, doubled, half or out of order. */
export async function crashPoints(options: CrashOptions): Promise<CrashReport[]> {
  const plans = options.textbook ? PLANS.filter(ofTextbook) : PLANS;
  // none of them breaks the others off
  const ends = await Promise.allSettled(plans.map((plan) => crashAt(plan, options)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

const ofTextbook = ({ point, who }: Plan): boolean =>
  point === 'relay.before-send' || (point === 'consumer.before-offsets' && who === 'consumer');

async function crashAt(plan: Plan, options: CrashOptions): Promise<CrashReport> {
  const { servers, trials, textbook = false } = options;
  const world = await ToyWorld.make(servers);
  const [victim, other] = partsOf(plan.who, textbook);
  try {
    world.run(other);
    const { keys, crashed } = await kill(world, victim, plan, options);
    // the last one lives: it finds what all the dead have left
    world.run(victim);
    const events = keys.length * CHANGES;
    if (textbook) await world.still(keys, TEXTBOOK);
    const complete = textbook || (await world.settled(keys, events, TRIAL + trials * REST));
    const violations = [...(await checkEffects(world, keys)), ...(await checkTopics(world, keys))];
    if (!complete) violations.unshift('the work did not come to its end in time');
    return { point: plan.point, who: plan.who, trials, crashed, events, violations };
  } finally {
    await world.close();
  }
}

/** Who is killed, and who works with it. */
const partsOf = (who: Victim, textbook: boolean): [victim: ToyName, other: ToyName] => {
  const other = who === 'producer' ? 'consumer' : 'producer';
  return textbook && who !== 'batch-consumer' ? [`textbook-${who}`, `textbook-${other}`] : [who, other];
};

/** Gives new work at each trial, and lets a process die on it. */
async function kill(
  world: ToyWorld,
  name: ToyName,
  { point, who, passings }: Plan,
  { trials, tell }: CrashOptions,
) {
  const keys: string[] = [];
  let crashed = 0;
  // a process that lives on too long, as on a machine that is busy otherwise, is no trial
  for (let trial = 1; crashed < trials && trial <= trials * ATTEMPTS; trial += 1) {
    keys.push(...(await world.giveWork(KEYS, CHANGES)));
    const passing = 1 + randomInt(passings);
    let dead = false;
    const death = ended(world.run(name, `${point}:${passing}`), undefined, TRIAL).finally(
      () => (dead = true),
    );
    // as long as there is work it comes to its point: fast machines do much in few passings
    // but no more than it has done: what piles up would be all that the machine is at in the end
    for (; !dead; await Promise.race([death, sleep(MORE)]))
      if (await world.idle()) keys.push(...(await world.giveWork(1, CHANGES)));
    const end = await death;
    if (end === 'SIGKILL') crashed += 1;
    tell?.(`${who} at ${point}: ${crashed} of ${trials}, passing ${passing}, ended by ${end ?? 'us'}`);
  }
  return { keys, crashed };
}
