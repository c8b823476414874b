import type { ServiceName } from '@open122/contracts';
import { progressOffBy, type ToldProgress } from '@open122/local';

import { compared, median } from '../figures';
import { httpLoad, type HttpLoad } from '../http-load';
import { copiedRows } from '../import/copied';
import { type RegistryFiles, registryFiles } from '../import/files';
import { importing, published } from '../import/importing';
import { idleMemory, type Peak, peakWhile } from '../import/memory';
import { cpuOf, load } from '../machine';
import { boundLicenceReads } from '../read/bound-licences';
import { interleaved } from '../rounds';
import { absolute, type Bench, type Finding, type Goal, type Row } from '../row';

const PERSONS = 100_000;
/** 1,000,000 licences and vehicles in all. */
const PERSONS_OF_A_MILLION = 454_546;
/** Thrown away: compilers and caches warm up, as in a province that takes deltas every day. */
const WARM_UP = 5_000;
const COPIES = 3;
/** Far from those of other rows: a holder's file number is taken once. */
const FROM = 700_000;
const HOLDERS = 500;
const READS_A_SECOND = 100;
const CONNECTIONS = 8;
const MEASURED = 4_000;
/** More than an import takes in while reads are measured. */
const PERSONS_BESIDE_READS = 30_000;
const ROUNDS = 5;

const goals = {
  seconds: {
    ...{ id: 'import', what: '100,000 licences and 120,000 vehicles, facts published', limit: 60 },
    is: 'most',
  },
  copy: { id: 'import', what: 'records/s ÷ COPY of the same rows', limit: 0.1, is: 'least' },
  progress: { id: 'import', what: 'progress told − share of its time, after 0.1', limit: 0.1, is: 'most' },
  memory: { id: 'import', what: 'peak memory − idle, 220,000 rows', limit: 150, is: 'most' },
  million: { id: 'import', what: 'peak memory − idle, 1,000,000 rows', limit: 150, is: 'most' },
  reads: { id: 'import', what: 'p99 of reads during an import ÷ without', limit: 1.5, is: 'most' },
} as const satisfies Record<string, Goal>;

/** Who takes part in it; the command that uploads is one more. */
const WORKERS = ['gateway', 'identity', 'licence', 'vehicle'] as const satisfies ServiceName[];

export const importRow: Row = {
  name: 'import',
  title: 'the inner registry’s files: time, memory, reads meanwhile',
  run: async (bench) => {
    await bench.places.province();
    bench.tell('writing the files');
    const warm = await registryFiles(WARM_UP, 1);
    const files = await registryFiles(PERSONS, 2);
    const beside: RegistryFiles[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      beside.push(await registryFiles(PERSONS_BESIDE_READS, 10 + round));
    const idle = await idleMemory(await workers(bench));
    bench.tell('warming up');
    await take(bench, warm);
    const since = new Date();
    bench.tell(`importing ${files.rows} rows`);
    const taken = await take(bench, files);
    const findings = [
      absolute(goals.seconds, taken.seconds, 's', taken.note),
      absolute(goals.progress, Math.max(...taken.progress.map(progressOffBy)), 'of the whole'),
      absolute(goals.memory, grown(taken.peak, idle), 'MB', told(taken.peak, idle)),
    ];
    bench.tell('copying the same rows');
    const copied = await copiedRows(bench.places, since);
    try {
      const copies: number[] = [];
      for (let round = 0; round < COPIES; round += 1) copies.push(await copied.copy());
      const perSecond = (seconds: number): number => copied.records / seconds;
      const rounds = copies.map((seconds) => ({
        ...{ ours: perSecond(taken.seconds), baseline: perSecond(seconds) },
      }));
      findings.splice(1, 0, compared(goals.copy, rounds, '1/s', `COPY: ${median(copies).toFixed(1)} s`));
    } finally {
      await copied.close();
    }
    return [...findings, await readsMeanwhile(bench, beside)];
  },
};

export const importMillionRow: Row = {
  name: 'import-1m',
  title: 'a million rows of the inner registry’s files: memory',
  alone: true,
  run: async (bench) => {
    await bench.places.province();
    bench.tell('writing the files');
    const files = await registryFiles(PERSONS_OF_A_MILLION, 4);
    const idle = await idleMemory(await workers(bench));
    bench.tell(`importing ${files.rows} rows`);
    const { peak, note } = await take(bench, files);
    return [absolute(goals.million, grown(peak, idle), 'MB', `${told(peak, idle)}; ${note}`)];
  },
};

async function workers({ places }: Bench): Promise<Record<string, number>> {
  await places.province();
  const pids = await places.pids(...WORKERS);
  return Object.fromEntries(WORKERS.map((name, at) => [name, pids[at] ?? 0]));
}

interface Taken {
  readonly seconds: number;
  readonly peak: Peak;
  /** Of each file. */
  readonly progress: readonly ToldProgress[];
  readonly note: string;
}

/** From the command's start until the last fact is on the bus. */
async function take({ places }: Bench, { licences, vehicles, rows }: RegistryFiles): Promise<Taken> {
  const province = await places.province();
  const services = await places.pids(...WORKERS);
  const servers = await places.pids('postgres', 'kafka', 'redis');
  const cpu = (): number => cpuOf([...services, ...servers]);
  const [before, began] = [cpu(), performance.now()];
  const command = await importing(places, [licences, vehicles]);
  const pids = {
    ...Object.fromEntries(WORKERS.map((name, at) => [name, services[at] ?? 0])),
    import: command.pid,
  };
  const { peak, result: progress } = await peakWhile(pids, async () => {
    const told = await command.ended;
    await published(province);
    return told;
  });
  const seconds = (performance.now() - began) / 1_000;
  const used = ((cpu() - before) / 1_000_000).toFixed(1);
  return {
    ...{ seconds, peak, progress },
    note: `${rows} rows in ${seconds.toFixed(1)} s, ${used} s of processor time in services and servers, load ${load()}`,
  };
}

/** Of all processes together; the command that uploads, which is not there before, counts whole. */
const grown = (peak: Peak, idle: Peak): number => peak.together - idle.together;

function told(peak: Peak, idle: Peak): string {
  const each = Object.entries(peak.each).map(
    ([name, most]) => `${name} ${Math.round(idle.each[name] ?? 0)} → ${Math.round(most)}`,
  );
  const together = `together ${Math.round(idle.together)} → ${Math.round(peak.together)}`;
  return `PSS in MB, idle → peak: ${each.join(', ')}; ${together}`;
}

/** A bound licence through the gateway at a moderate pace, with and without an import going on. */
async function readsMeanwhile(bench: Bench, files: readonly RegistryFiles[]): Promise<Finding> {
  const reads: HttpLoad = {
    ...(await boundLicenceReads(bench.places, FROM, HOLDERS)),
    ...{ connections: CONNECTIONS, milliseconds: MEASURED, rate: READS_A_SECOND, pids: [] },
  };
  const p99 = async (): Promise<number> => (await httpLoad(reads)).p99;
  const left = [...files];
  const during = async (): Promise<number> => {
    const { licences, vehicles } = left.shift() as RegistryFiles;
    const command = await importing(bench.places, [licences, vehicles]);
    let over = false;
    void command.ended.then(() => (over = true));
    const found = await p99();
    if (over) throw new Error('the import ended before the reads were measured');
    await command.ended;
    return found;
  };
  await p99();
  const rounds = await interleaved(
    during,
    p99,
    (round, all) => bench.tell(`reads, round ${round} of ${all}`),
    ROUNDS,
  );
  return compared(
    goals.reads,
    rounds,
    'ms',
    `${READS_A_SECOND} reads a second of a bound licence through the gateway`,
  );
}
