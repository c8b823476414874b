import { randomInt } from 'node:crypto';

import type { CrashPoint } from '@open122/messaging';

import { checkEffects, checkTopics, type Violations } from '../messaging/checker';
import type { ToyName } from '../messaging/toy-process';
import { ended, ToyWorld, type ToyServers } from '../messaging/toy-world';

/** Where a process is killed, whose it is, and at which of so many passings (random) it dies. */
const PLANS: readonly { point: CrashPoint; who: 'producer' | 'consumer'; passings: number }[] = [
  { point: 'relay.before-send', who: 'producer', passings: 8 },
  { point: 'relay.before-delete', who: 'producer', passings: 8 },
  { point: 'consumer.mid-slice', who: 'consumer', passings: 150 },
  { point: 'consumer.before-offsets', who: 'consumer', passings: 4 },
];
const KEYS = 20;
const CHANGES = 15;
/** A killed consumer's partitions are free after its session time-out of six seconds. */
const TRIAL = 60_000;
/** What the textbook has lost does not come later either. */
const TEXTBOOK = 12_000;

export interface CrashReport {
  point: CrashPoint;
  trials: number;
  /** Trials in which the process died where it was to die. */
  crashed: number;
  events: number;
  violations: Violations;
}
export interface CrashOptions {
  servers: ToyServers;
  trials: number;
  /** The textbook's services instead of ours. */
  textbook?: boolean;
  points?: readonly CrashPoint[];
  tell?: (line: string) => void;
}

/** Kills a service at each crash point, starts it again, and looks whether anything is lost, doubled, half or out of order. */
export async function crashPoints(options: CrashOptions): Promise<CrashReport[]> {
  const plans = PLANS.filter(({ point }) => options.points?.includes(point) ?? true);
  return Promise.all(plans.map((plan) => crashAt(plan, options)));
}

async function crashAt(
  { point, who, passings }: (typeof PLANS)[number],
  { servers, trials, textbook = false, tell }: CrashOptions,
): Promise<CrashReport> {
  const world = await ToyWorld.make(servers);
  const named = (name: 'producer' | 'consumer'): ToyName => (textbook ? `textbook-${name}` : name);
  const report: CrashReport = { point, trials, crashed: 0, events: 0, violations: [] };
  const keys: string[] = [];
  try {
    world.run(named(who === 'producer' ? 'consumer' : 'producer'));
    for (let trial = 1; trial <= trials; trial += 1) {
      keys.push(...(await world.giveWork(KEYS, CHANGES)));
      const passing = 1 + randomInt(passings);
      const end = await ended(world.run(named(who), `${point}:${passing}`), undefined, TRIAL);
      if (end === 'SIGKILL') report.crashed += 1;
      tell?.(`${point}: ${trial} of ${trials}, died at passing ${passing}`);
    }
    // the last one lives: it finds what all the dead have left
    world.run(named(who));
    report.events = keys.length * CHANGES;
    const complete = await world.settled(keys, report.events, textbook ? TEXTBOOK : TRIAL);
    report.violations.push(...(await checkEffects(world, keys)), ...(await checkTopics(world, keys)));
    if (!complete && report.violations.length === 0)
      report.violations.push('the work did not come to its end in time');
    tell?.(
      `${point}: ${report.violations.length === 0 ? 'nothing lost, doubled, half or out of order' : report.violations.join('; ')}`,
    );
    return report;
  } finally {
    await world.close();
  }
}
