import autocannon from 'autocannon';

import { quantile } from './figures';
import { cpuOf } from './machine';

/** Requests prepared for each connection and second, when it is not said: more than one connection is answered anywhere. */
const PREPARED = 400;
/** Thrown away: connections, compilers and caches warm up. */
const WARM = 1_000;

export interface HttpLoad {
  readonly url: string;
  readonly requests?: autocannon.Request[];
  /** Makes requests of which each is sent once; prepared before the load begins, as making them costs more than sending. */
  readonly once?: () => autocannon.Request;
  /**
   * So many for each connection and second; who is answered seldom needs few, and tens of thousands of them are a heap whose collection
   * holds up what else this process measures.
   */
  readonly prepared?: number;
  readonly headers?: Record<string, string>;
  readonly connections: number;
  /** Milliseconds that are measured, after the warm-up. */
  readonly milliseconds: number;
  /** Requests a second in all; as many as are answered when left out. */
  readonly rate?: number;
  /** Whose processor time is summed; the load's own is never among it. */
  readonly pids: readonly number[];
}
/** What came of a load while it was measured. */
export interface HttpFigures {
  readonly perSecond: number;
  /** Microseconds of processor time a request, summed over the processes. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Requests by the first digit of their status; `0` are those without an answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The same for each of them. */
  readonly byStatus: Readonly<Record<string, { readonly p99: number }>>;
}

/** Loads an address and measures it. Throws when an answer is none of the 2xx, for then something else was measured. */
export async function httpLoad(load: HttpLoad): Promise<HttpFigures> {
  const figures = await anyHttpLoad(load);
  const bad = Object.entries(figures.statuses).filter(([status]) => status !== '2');
  if (bad.length > 0)
    throw new Error(
      `${load.url} did not answer well: ${bad.map(([status, count]) => `${count} × ${status}xx`).join(', ')}`,
    );
  return figures;
}

/** As {@link httpLoad}, whatever the answers are. */
export async function anyHttpLoad(load: HttpLoad): Promise<HttpFigures> {
  const { url, requests, once, prepared = PREPARED, headers, connections, milliseconds, rate, pids } = load;
  const latencies: number[] = [];
  const found: Record<string, number[]> = {};
  let measuring = false;
  const count = (status: string, latency: number): void => {
    if (measuring) (found[status] ??= []).push(latency);
  };
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const options = {
    ...{ url, connections, pipelining: 1, timeout: 30 },
    duration: Math.ceil((WARM + milliseconds) / 1_000) + 1,
    ...(headers === undefined ? {} : { headers }),
    ...(requests === undefined ? {} : { requests }),
    ...(rate === undefined ? {} : { overallRate: rate }),
    ...(once === undefined
      ? {}
      : { setupClient: preparing(once, (prepared * (WARM + milliseconds)) / 1_000) }),
  };
  const running = autocannon(options, () => done());
  running.on('response', (_client, status, _bytes, latency) => {
    count(String(Math.floor(status / 100)), latency);
    if (measuring) latencies.push(latency);
  });
  running.on('reqError', () => count('0', 0));
  await pause(WARM);
  const before = { cpu: cpuOf(pids), at: performance.now() };
  measuring = true;
  await pause(milliseconds);
  measuring = false;
  const cpu = cpuOf(pids) - before.cpu;
  const seconds = (performance.now() - before.at) / 1_000;
  running.stop();
  await ended;
  return {
    perSecond: latencies.length / seconds,
    cpu: cpu / latencies.length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    statuses: Object.fromEntries(Object.entries(found).map(([status, each]) => [status, each.length])),
    byStatus: Object.fromEntries(
      Object.entries(found).map(([status, each]) => [status, { p99: quantile(each, 0.99) }]),
    ),
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((passed) => setTimeout(passed, milliseconds));

const preparing =
  (once: () => autocannon.Request, count: number) =>
  (client: autocannon.Client): void =>
    client.setRequests(Array.from({ length: Math.ceil(count) }, once));
