import { setTimeout as sleep } from 'node:timers/promises';

import { checkEffects, checkTopics } from '../messaging/checker';
import { ToyWorld } from '../messaging/toy-world';
import { type FaultRow, violationsOf } from './row';

const AWAY = { long: 300_000, short: 8_000 };
/** A few keys are begun in each step, each to be changed so often. */
const STEP = 250;
const KEYS = 5;
const CHANGES = 4;
/** A change that is committed later than this was not accepted. */
const ACCEPTED_WITHIN = 2_000;
const CATCH_UP = 120_000;
const LEAST = 0.999;

/** The broker is killed and stays away; commands go on, and nothing of what they say is lost. */
export const brokerAway: FaultRow = {
  name: 'broker-away',
  id: 'R2',
  title: 'the broker away for five minutes under load',
  on: 'toys',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { stack, servers } = await places.toys();
    const world = await ToyWorld.make(servers);
    try {
      world.run('producer');
      world.run('consumer');
      const before = await world.giveWork(KEYS, CHANGES);
      await world.settled(before, KEYS * CHANGES, CATCH_UP);
      const away = short ? AWAY.short : AWAY.long;
      await stack.kill('kafka');
      const during = await loaded(world, away, tell);
      await stack.restart('kafka');
      const back = performance.now();
      const keys = [...before, ...during.keys];
      const complete = await world.settled(keys, keys.length * CHANGES, CATCH_UP);
      const caughtUp = ((performance.now() - back) / 1_000).toFixed(1);
      const violations = [...(await checkEffects(world, keys)), ...(await checkTopics(world, keys))];
      if (!complete) violations.unshift(`not caught up within ${CATCH_UP / 1_000} s`);
      const asked = during.keys.length * CHANGES;
      const accepted = during.accepted / asked;
      return [
        {
          row: `broker away for ${away / 1_000} s`,
          figures: `${during.accepted} of ${asked} commands accepted within ${ACCEPTED_WITHIN / 1_000} s (${(accepted * 100).toFixed(2)} %), caught up ${caughtUp} s after its return: ${violationsOf(violations)}`,
          met: accepted >= LEAST && violations.length === 0,
        },
      ];
    } finally {
      await world.close();
    }
  },
};

/** Gives work until the time is over, and counts the changes that were committed in time. */
async function loaded(world: ToyWorld, milliseconds: number, tell: (line: string) => void) {
  const keys: string[] = [];
  const looks: Promise<number>[] = [];
  const until = performance.now() + milliseconds;
  for (let step = 0; performance.now() < until; step += 1) {
    const given = await world.giveWork(KEYS, CHANGES);
    keys.push(...given);
    looks.push(sleep(ACCEPTED_WITHIN).then(() => world.changes(given)));
    if (step % 40 === 0) tell(`away, ${keys.length * CHANGES} commands so far`);
    await sleep(STEP);
  }
  const counts = await Promise.all(looks);
  return { keys, accepted: counts.reduce((sum, count) => sum + count, 0) };
}
