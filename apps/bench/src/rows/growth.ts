import { compared, median, quantile } from '../figures';
import { Asker } from '../growth/asker';
import { grow, sequentialScans } from '../growth/grow';
import { makeKnown } from '../growth/known';
import { type Asked, type Grown, leftOut, pagedReads, type Read, reads } from '../growth/reads';
import { absolute, type Bench, type Finding, type Goal, type Row } from '../row';

const FEW = 10_000;
/** So that all rows are measured in 20 minutes; ten million take about as long alone. */
const MANY = { usual: 1_000_000, full: 10_000_000 };
const ROUNDS = 5;
const REQUESTS = 200;
/** Connections and plans are made. */
const WARM_UP = 60;
/** Backends report what they read at the latest then. */
const REPORTED = 11_000;

const goals = {
  growth: { id: 'P7', what: 'p99 of the read that grows most ÷ at 10,000 rows', limit: 3.5, is: 'most' },
  page: { id: 'P7', what: 'page 1,000 of the list that grows most ÷ its page 1', limit: 1.5, is: 'most' },
  scans: { id: 'P7', what: 'tables above 10,000 rows that are read from end to end', limit: 0, is: 'most' },
} as const satisfies Record<string, Goal>;

/** Milliseconds of each round. */
type Measured = Map<Read, number[]>;

export const growth: Row = {
  name: 'growth',
  title: 'every list and key read, with few rows and with many',
  run: async (bench) => {
    const { places, full, tell } = bench;
    const rows = full ? MANY.full : MANY.usual;
    const asker = new Asker(await places.province());
    try {
      await nothingForgotten(asker);
      const known = await makeKnown(places, asker);
      await grow(places, 1, FEW, tell);
      const few = await all(bench, asker, { rows: FEW, known });
      await grow(places, FEW + 1, rows, tell);
      const before = await sequentialScans(places);
      const many = await all(bench, asker, { rows, known });
      const pages = await thousandth(bench, asker);
      await new Promise((passed) => setTimeout(passed, REPORTED));
      const after = await sequentialScans(places);
      const scanned = [...after].filter(([table, scans]) => scans > (before.get(table) ?? 0));
      const note = scanned.length === 0 ? undefined : scanned.map(([table]) => table).join(', ');
      return [
        worst(goals.growth, few, many, `${reads.length} reads at ${rows.toLocaleString('en')} rows a table`),
        pages,
        absolute(goals.scans, scanned.length, 'tables', note),
      ];
    } finally {
      await asker.close();
    }
  },
};

/** Each reading operation of the platform is measured, or it is said why not. */
async function nothingForgotten(asker: Asker): Promise<void> {
  const document = await asker.ask('gateway', { path: '/openapi.json', as: { kind: 'anonymous' } });
  const { paths } = JSON.parse(document) as { paths: Record<string, Record<string, unknown>> };
  const measured = new Set(reads.map(({ operation }) => operation));
  const forgotten = Object.entries(paths)
    .filter(([, methods]) => 'get' in methods)
    .map(([path]) => `GET ${path}`)
    .filter(
      (operation) =>
        !measured.has(operation) && !leftOut.some(({ operations }) => operations.test(operation)),
    );
  if (forgotten.length > 0) throw new Error(`not measured: ${forgotten.join(', ')}`);
}

async function all({ tell }: Bench, asker: Asker, grown: Grown): Promise<Measured> {
  const measured: Measured = new Map();
  for (const read of reads) {
    const p99 = await rounds(asker, read, () => read.ask(1 + Math.floor(Math.random() * grown.rows), grown));
    measured.set(
      read,
      p99.map((each) => each.p99),
    );
    tell(`${read.operation} of ${read.service}: p99 ${median(p99.map((each) => each.p99)).toFixed(1)} ms`);
  }
  return measured;
}

async function thousandth({ tell }: Bench, asker: Asker): Promise<Finding> {
  const first: Measured = new Map();
  const last: Measured = new Map();
  for (const read of pagedReads) {
    const [one, thousand] = [
      await rounds(asker, read, () => read.ask(1, { rows: 1, known: [] })),
      await rounds(asker, read, () => read.pageThousand()),
    ];
    first.set(
      read,
      one.map(({ p50 }) => p50),
    );
    last.set(
      read,
      thousand.map(({ p50 }) => p50),
    );
    tell(`${read.operation}: page 1,000 takes ${median(last.get(read) ?? []).toFixed(1)} ms`);
  }
  return worst(goals.page, first, last, `${pagedReads.length} lists`);
}

async function rounds(asker: Asker, read: Read, next: () => Asked): Promise<{ p50: number; p99: number }[]> {
  const requests = (count: number): Asked[] => Array.from({ length: count }, next);
  await asker.time(read.service, requests(WARM_UP));
  const found = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const taken = await asker.time(read.service, requests(REQUESTS));
    found.push({ p50: quantile(taken, 0.5), p99: quantile(taken, 0.99) });
  }
  return found;
}

function worst(goal: Goal, few: Measured, many: Measured, note: string): Finding {
  const findings = [...many].map(([read, ours]) => {
    const baseline = few.get(read) ?? [];
    const pairs = ours.map((each, at) => ({ ours: each, baseline: baseline[at] ?? NaN }));
    return compared(goal, pairs, 'ms', `${note}; most: ${read.operation} of ${read.service}`);
  });
  const [most] = findings.sort((a, b) => b.ratio - a.ratio);
  if (most === undefined) throw new Error('nothing was read');
  return most;
}
