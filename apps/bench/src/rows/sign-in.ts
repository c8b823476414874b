import { randomInt } from 'node:crypto';

import type { Request } from 'autocannon';
import { request } from 'undici';

import { compared, median } from '../figures';
import { anyHttpLoad, httpLoad } from '../http-load';
import { cpuOf } from '../machine';
import { rawLoad } from '../raw-load';
import { boundLicenceReads } from '../read/bound-licences';
import { interleaved } from '../rounds';
import type { Bench, Finding, Goal, Row } from '../row';
import { makeAccounts, mobileOf } from '../sign-in/accounts';

const BARE_PORT = 28_399;
/** Sign-ins that each client is ready for a second; none comes to a quarter of it. */
const PREPARED = 40;
/** More than are prepared for all clients together: nobody signs in twice at once, which would count as guessing. */
const ACCOUNTS = 60_000;
/** Far from those of other rows: a holder's file number is taken once. */
const FROM = 900_000;
const HOLDERS = 500;
const CONNECTIONS = 32;
const SIGN_INS = 16;
const MEASURED = 8_000;
/** Reads a second beside the storm. */
const CALM = 200;

const goals = {
  signIns: {
    ...{ id: 'signin', what: 'sign-ins/s ÷ argon2id alone in as many threads' },
    ...{ limit: 0.8, is: 'least' },
  },
  storm: { id: 'P10', what: 'p99 of reads during a storm of sign-ins ÷ without', limit: 2, is: 'most' },
} as const satisfies Record<string, Goal>;

export const signIn: Row = {
  name: 'signin',
  title: 'sign-ins beside argon2id alone, and reads during a storm of them',
  run: async (bench) => [await throughput(bench), await stormy(bench)],
};

/** Whole sign-ins through the gateway, each of another account: look-up, counts, hash, session, tokens. */
async function throughput({ places, tell }: Bench): Promise<Finding> {
  const province = await places.province();
  tell('making accounts');
  const { password, hash } = await makeAccounts(places, ACCOUNTS);
  const bare = `http://127.0.0.1:${BARE_PORT}`;
  const program = await places.run({
    ...{ name: 'argon2id', file: 'apps/bench/dist/src/sign-in/program.js', readyAt: bare },
    env: { BARE_PORT: String(BARE_PORT), BARE_HASH: hash, BARE_PASSWORD: password },
  });
  let next = 0;
  const load = {
    ...{ url: province.url('gateway'), connections: SIGN_INS, milliseconds: MEASURED },
    pids: await places.pids('postgres', 'redis', 'gateway', 'identity'),
    ...{ once: () => requestOf(mobileOf((next += 1) % ACCOUNTS), password), prepared: PREPARED },
  };
  /** Milliseconds of processor time each. */
  const cpu = { ours: [] as number[], alone: [] as number[] };
  const ours = async (): Promise<number> => {
    const figures = await httpLoad(load);
    cpu.ours.push(figures.cpu / 1_000);
    return figures.perSecond;
  };
  const alone = async (): Promise<number> => {
    const before = cpuOf([program.pid]);
    const { body } = await request(`${bare}/compare?milliseconds=${MEASURED}`);
    const { compared, perSecond } = (await body.json()) as { compared: number; perSecond: number };
    cpu.alone.push((cpuOf([program.pid]) - before) / 1_000 / compared);
    return perSecond;
  };
  tell('warming up');
  await ours();
  const rounds = await interleaved(ours, alone, (round, all) => tell(`sign-ins, round ${round} of ${all}`));
  await program.stop();
  const told = (all: number[]): string => `${median(all).toFixed(1)} ms`;
  const note = `${SIGN_INS} clients; processor time each, all told: ${told(cpu.ours)}, alone ${told(cpu.alone)}`;
  return compared(goals.signIns, rounds, '1/s', note);
}

async function stormy({ places, tell }: Bench): Promise<Finding> {
  const reads = await boundLicenceReads(places, FROM, HOLDERS);
  const calm = { ...reads, connections: CONNECTIONS, milliseconds: MEASURED };
  tell('warming up');
  await httpLoad({ ...calm, pids: [] });
  const p99 = async (): Promise<number> => {
    const { byStatus } = await rawLoad({ ...calm, rate: CALM });
    const { 2: answered, ...others } = byStatus;
    if (answered === undefined || Object.keys(others).length > 0)
      throw new Error(`the reads were not all answered well: ${Object.keys(byStatus).join(', ')}`);
    return answered.p99;
  };
  const during = async (): Promise<number> => {
    const storm = anyHttpLoad({
      ...{ url: reads.url, connections: SIGN_INS, milliseconds: MEASURED + 500, pids: [] },
      // of somebody else each time, so that it is the hashing that is asked for and no lock-out
      once: () => requestOf(`139${randomInt(10_000_000, 99_999_999)}`, 'a long enough password'),
      prepared: PREPARED,
    });
    const found = await p99();
    await storm;
    return found;
  };
  const rounds = await interleaved(during, p99, (round, all) => tell(`storm, round ${round} of ${all}`));
  const note = `${CALM} reads a second, evenly; ${SIGN_INS} clients sign in one after the other`;
  return compared(goals.storm, rounds, 'ms', note);
}

const requestOf = (mobile: string, password: string): Request => ({
  ...{ method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({ mobile, password }),
});
