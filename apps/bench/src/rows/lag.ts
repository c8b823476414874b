import { setTimeout as pause } from 'node:timers/promises';

import { absolute, type Finding, type Goal, type Row } from '../row';
import { compared, median } from '../figures';
import { Lane } from '../pipeline/lane';

const PORT = 28_405;
/** Messages on each partition at once: what is taken in one transaction. */
const COUNT = 500;
const ROUNDS = 5;
/** Seconds for which the consumer stands still. */
const STOPPED = 60;
const STEP = 250;

const goals = {
  partitions: {
    id: 'P8',
    what: 'messages/s of a 5 ms handler, four partitions ÷ one',
    limit: 3.5,
    is: 'least',
  },
  lag: {
    id: 'P8',
    what: 'time to catch up after a standstill ÷ the least there is',
    limit: 1.25,
    is: 'most',
  },
} as const satisfies Record<string, Goal>;

export const lag: Row = {
  name: 'lag',
  title: 'more partitions, and a consumer that stood still',
  run: async ({ places, tell }) => {
    const lane = await Lane.open(places, 'slow', 'be', PORT);
    try {
      await lane.start();
      await lane.rate(COUNT, 4);
      const rounds: { ours: number; baseline: number }[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        tell(`partitions, round ${round} of ${ROUNDS}`);
        const baseline = await lane.rate(COUNT, 1);
        rounds.push({ ours: await lane.rate(COUNT, 4), baseline });
      }
      await lane.stop();
      const capacity = median(rounds.map(({ ours }) => ours));
      return [compared(goals.partitions, rounds, '1/s'), await standstill(lane, capacity, tell)];
    } finally {
      await lane.close();
    }
  },
};

/** Half of what it can do comes all the time; the least time to catch up is as long as it stood still. */
async function standstill(lane: Lane, capacity: number, tell: (line: string) => void): Promise<Finding> {
  const rate = capacity / 2;
  const source = { on: true, sent: 0 };
  const began = performance.now();
  const sending = (async () => {
    while (source.on) {
      const due = Math.floor(((performance.now() - began) / 1_000) * rate) - source.sent;
      if (due > 0) await lane.send(due);
      source.sent += Math.max(0, due);
      await pause(STEP);
    }
  })();
  try {
    tell(`stands still for ${STOPPED} s while ${Math.round(rate)} messages a second come`);
    await pause(STOPPED * 1_000);
    await lane.start();
    const since = performance.now();
    const backlog = await lane.lag();
    tell(`catches up with ${backlog} messages`);
    // less than a second's worth of messages is left
    const caughtUp = await lane.until(rate);
    return caughtUpIn((caughtUp - since) / 1_000, backlog / (capacity - rate), capacity);
  } finally {
    source.on = false;
    await sending;
  }
}

function caughtUpIn(seconds: number, least: number, capacity: number): Finding {
  const note = `stood still for ${STOPPED} s at half of its capacity of ${Math.round(capacity)}/s`;
  return { ...absolute(goals.lag, seconds / least, '', note), ours: seconds, baseline: least, unit: 's' };
}
