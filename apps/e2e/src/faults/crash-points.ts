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
  const all: string[] = [];
  try {
    world.run(named(who === 'producer' ? 'consumer' : 'producer'));
    for (let trial = 1; trial <= trials; trial += 1) {
      const victim = world.run(named(who), `${point}:${1 + randomInt(passings)}`);
      const keys = await world.giveWork(KEYS, CHANGES);
      if ((await ended(victim)) === 'SIGKILL') report.crashed += 1;
      const heir = world.run(named(who));
      const complete = await world.settled(keys, KEYS * CHANGES, textbook ? TRIAL / 3 : TRIAL);
      const violations = await checkEffects(world, keys);
      if (!complete && violations.length === 0) violations.push('the work did not come to its end in time');
      await ended(heir, 'SIGTERM');
      all.push(...keys);
      report.events += KEYS * CHANGES;
      report.violations.push(...violations);
      tell?.(`${point} ${trial} of ${trials}: ${violations.length === 0 ? 'ok' : violations.join('; ')}`);
    }
    report.violations.push(...(await checkTopics(world, all)));
    return report;
  } finally {
    await world.close();
  }
}
