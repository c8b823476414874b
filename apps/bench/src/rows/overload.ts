import type { Request } from 'autocannon';

import { compared, median } from '../figures';
import { httpLoad, type HttpLoad } from '../http-load';
import { rawLoad } from '../raw-load';
import { boundLicenceReads } from '../read/bound-licences';
import { absolute, type Bench, type Finding, type Goal, type Row } from '../row';

/** Far from those of other rows: a holder's file number is taken once. */
const FROM = 500_000;
const HOLDERS = 500;
const CONNECTIONS = 32;
/** So many clients do not wait for each other. */
const CROWD = 600;
const MEASURED = 4_000;
const ROUNDS = 5;

const goals = {
  goodput: { id: 'P10', what: 'answers/s at three times what it can do ÷ its peak', limit: 0.8, is: 'least' },
  refusals: { id: 'P10', what: 'p99 of refusals meanwhile', limit: 50, is: 'most' },
} as const satisfies Record<string, Goal>;

type Side = Pick<HttpLoad, 'url'> & { requests: Request[] };

export const overload: Row = {
  name: 'overload',
  title: 'more than it can do',
  run: async (bench) => {
    const reads: Side = await boundLicenceReads(bench.places, FROM, HOLDERS);
    bench.tell('warming up');
    await httpLoad({ ...reads, connections: CONNECTIONS, milliseconds: MEASURED, pids: [] });
    return crowded(bench, reads);
  },
};

async function crowded({ tell }: Bench, reads: Side): Promise<Finding[]> {
  const load = { ...reads, milliseconds: MEASURED };
  const refusals: number[] = [];
  const offered: number[] = [];
  const rounds: { ours: number; baseline: number }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    tell(`crowded, round ${round} of ${ROUNDS}`);
    const peak = (await rawLoad({ ...load, connections: CONNECTIONS })).byStatus['2']?.perSecond ?? NaN;
    const crowd = await rawLoad({ ...load, connections: CROWD, rate: Math.round(peak * 3) });
    rounds.push({ ours: crowd.byStatus['2']?.perSecond ?? 0, baseline: peak });
    refusals.push(crowd.byStatus['5']?.p99 ?? 0);
    offered.push(crowd.offered / peak);
  }
  const note = `offered: ${median(offered).toFixed(1)} times the peak`;
  return [compared(goals.goodput, rounds, '1/s', note), absolute(goals.refusals, median(refusals), 'ms')];
}
