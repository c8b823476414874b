import { HandoverOpened } from '@open122/contracts';

import { compared } from '../figures';
import { pgbench, pgbenchNote } from '../pgbench';
import { Lane } from '../pipeline/lane';
import { Speaker } from '../pipeline/speaker';
import { copyTables, SLICE, SLICE_SQL } from '../pipeline/tables';
import { quantile } from '../figures';
import type { Finding, Goal, Row } from '../row';

const ROUNDS = 5;
const COUNT = { batch: 60_000, each: 30_000, single: 6_000 };
const PORT = 28_400;
const CLIENTS = 4;
const SECONDS = 3;
/** Events a second at which delays are measured, and for how many seconds. */
const CALM = { rate: 1_000, seconds: 6 };

const goals = {
  batch: {
    id: 'P4',
    what: 'messages/s of a batch copy ÷ pgbench, the same unnest SQL',
    limit: 0.6,
    is: 'least',
  },
  each: { id: 'P4', what: 'messages/s of ordinary handlers ÷ the same', limit: 0.3, is: 'least' },
  single: {
    id: 'P4',
    what: 'messages/s of ordinary handlers ÷ a transaction for each message',
    limit: 4,
    is: 'least',
  },
  delay: {
    id: 'P4',
    what: 'p99 from commit to effect ÷ bare kafkajs with the same SQL',
    limit: 3,
    is: 'most',
  },
} as const satisfies Record<string, Goal>;

interface Round {
  pgbench: number;
  batch: number;
  each: number;
  single: number;
}

export const pipeline: Row = {
  name: 'pipeline',
  title: 'from a commit to its effect in another service',
  run: async ({ places, tell }) => {
    const database = await places.database('bench_slices', copyTables);
    const lanes = {
      batch: await Lane.open(places, 'batch', 'ba', PORT),
      each: await Lane.open(places, 'each', 'bb', PORT + 1),
      single: await Lane.open(places, 'bare-single', 'bc', PORT + 2),
      bare: await Lane.open(places, 'bare-batch', 'bd', PORT + 3),
    };
    try {
      const rounds: Round[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        tell(`throughput, round ${round} of ${ROUNDS}`);
        const plan = { url: database, statements: SLICE_SQL, clients: CLIENTS, seconds: SECONDS };
        rounds.push({
          pgbench: (await pgbench(plan)) * SLICE,
          batch: await lanes.batch.throughput(COUNT.batch),
          each: await lanes.each.throughput(COUNT.each),
          single: await lanes.single.throughput(COUNT.single),
        });
      }
      const against = (goal: Goal, ours: keyof Round, baseline: keyof Round): Finding => {
        const pairs = rounds.map((round) => ({ ours: round[ours], baseline: round[baseline] }));
        return compared(goal, pairs, '1/s', baseline === 'pgbench' ? pgbenchNote() : undefined);
      };
      return [
        against(goals.batch, 'batch', 'pgbench'),
        against(goals.each, 'each', 'pgbench'),
        against(goals.single, 'each', 'single'),
        await delays(lanes.each, lanes.bare, await Speaker.open(places, 'bb'), tell),
      ];
    } finally {
      for (const lane of Object.values(lanes)) await lane.close();
    }
  },
};

/** Ours from the commit of a service by outbox and relay; the baseline from a bare producer. */
async function delays(
  ours: Lane,
  bare: Lane,
  speaker: Speaker,
  tell: (line: string) => void,
): Promise<Finding> {
  const rounds: { ours: number; baseline: number }[] = [];
  try {
    await ours.start();
    await bare.start();
    for (let round = 1; round <= ROUNDS; round += 1) {
      tell(`delay at ${CALM.rate} events a second, round ${round} of ${ROUNDS}`);
      await ours.forget();
      await speaker.say(HandoverOpened, CALM);
      const own = quantile(await ours.delays(), 0.99);
      await bare.forget();
      await bare.sendCalmly(CALM);
      rounds.push({ ours: own, baseline: quantile(await bare.delays(), 0.99) });
    }
    return compared(goals.delay, rounds, 'ms', `at ${CALM.rate} events a second`);
  } finally {
    await speaker.close();
  }
}
