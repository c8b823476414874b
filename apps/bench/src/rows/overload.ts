import { randomInt } from 'node:crypto';

import type { Request } from 'autocannon';

import { compared, median } from '../figures';
import { anyHttpLoad, httpLoad, type HttpLoad } from '../http-load';
import { registerHolders } from '../read/registered';
import { accessTokens } from '../read/tokens';
import { rawLoad } from '../raw-load';
import { interleaved } from '../rounds';
import { absolute, type Bench, type Finding, type Goal, type Row } from '../row';

/** Far from those of other rows: a holder's file number is taken once. */
const FROM = 500_000;
const HOLDERS = 500;
const CONNECTIONS = 32;
/** So many clients do not wait for each other. */
const CROWD = 600;
const MEASURED = 4_000;
const ROUNDS = 5;
/** Reads a second beside the storm. */
const CALM = 200;
const SIGN_INS = 16;

const goals = {
  goodput: { id: 'P10', what: 'answers/s at three times what it can do ÷ its peak', limit: 0.8, is: 'least' },
  refusals: { id: 'P10', what: 'p99 of refusals meanwhile', limit: 50, is: 'most' },
  storm: { id: 'P10', what: 'p99 of reads during a storm of sign-ins ÷ without', limit: 2, is: 'most' },
} as const satisfies Record<string, Goal>;

type Side = Pick<HttpLoad, 'url'> & { requests: Request[] };

export const overload: Row = {
  name: 'overload',
  title: 'more than it can do, and a storm of sign-ins',
  run: async (bench) => {
    const province = await bench.places.province();
    const holders = await registerHolders(province.settings.LICENCE_DATABASE_URL ?? '', FROM, HOLDERS);
    const tokens = await accessTokens(holders, province.settings.IDENTITY_TOKEN_KEY ?? '', 'he');
    const reads: Side = {
      url: province.url('gateway'),
      requests: holders.map(({ licenceId }, at) => ({
        path: `/v1/me/licences/${licenceId}`,
        headers: { authorization: `Bearer ${tokens[at] ?? ''}` },
      })),
    };
    bench.tell('warming up');
    await httpLoad({ ...reads, connections: CONNECTIONS, milliseconds: MEASURED, pids: [] });
    return [...(await crowded(bench, reads)), await stormy(bench, reads)];
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

async function stormy({ tell }: Bench, reads: Side): Promise<Finding> {
  const calm = { ...reads, connections: CONNECTIONS, milliseconds: MEASURED, rate: CALM, pids: [] };
  const p99 = async (): Promise<number> => (await httpLoad(calm)).p99;
  const during = async (): Promise<number> => {
    const storm = anyHttpLoad({
      ...{ url: reads.url, once: signIn, connections: SIGN_INS, milliseconds: MEASURED + 500, pids: [] },
    });
    const found = await p99();
    await storm;
    return found;
  };
  const rounds = await interleaved(during, p99, (round, all) => tell(`storm, round ${round} of ${all}`));
  return compared(
    goals.storm,
    rounds,
    'ms',
    `${CALM} reads a second; ${SIGN_INS} clients sign in one after the other`,
  );
}

/** Of somebody else each time, so that it is the hashing that is asked for and no lock-out. */
const signIn = (): Request => ({
  ...{ method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({
    mobile: `139${randomInt(10_000_000, 99_999_999)}`,
    password: 'a long enough password',
  }),
});
