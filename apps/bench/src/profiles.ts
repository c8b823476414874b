import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';

import { at } from '@open122/local';

const folder = at('.local', 'bench', 'results', 'profiles');
const SHOWN = 12;

/** Settings of processes that are to be profiled. */
export function profiled(): Record<string, string> {
  const hook = at('apps', 'bench', 'dist', 'src', 'profiler.js');
  return { NODE_OPTIONS: `--require ${hook}`, BENCH_PROFILES: folder };
}

/** Says in words where each process was, the busiest first, and returns the file that says it. */
export function writeProfiles(): string {
  const parts = readdirSync(folder)
    .filter((file) => file.endsWith('.cpuprofile'))
    .map((file) => file.replace('.cpuprofile', ''))
    .map((name) => ({ name, ...spentIn(read(`${name}.cpuprofile`) as Profiler.Profile) }))
    .sort((a, b) => b.busy - a.busy)
    .map((each) => told(each, read(`${each.name}.memory.json`) as Record<string, number>));
  const file = join(folder, 'profiles.txt');
  writeFileSync(file, parts.join('\n'));
  return file;
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** Time in microseconds. */
interface Spent {
  total: number;
  /** Not idle. */
  busy: number;
  packages: Map<string, number>;
  functions: Map<string, number>;
}

/** The time that samples were in each function itself, and the same by package. */
export function spentIn({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Spent {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent: Spent = { total: 0, busy: 0, packages: new Map(), functions: new Map() };
  samples.forEach((id, index) => {
    const time = timeDeltas[index] ?? 0;
    const frame = frames.get(id);
    spent.total += time;
    if (frame === undefined || frame.functionName === '(idle)') return;
    spent.busy += time;
    const owner = packageOf(frame.url) || frame.functionName;
    const place = frame.url === '' ? '' : ` ${owner} ${frame.url.split('/').at(-1)}:${frame.lineNumber + 1}`;
    add(spent.packages, owner, time);
    add(spent.functions, `${frame.functionName || '(anonymous)'}${place}`, time);
  });
  return spent;
}

const add = (sums: Map<string, number>, key: string, time: number): unknown =>
  sums.set(key, (sums.get(key) ?? 0) + time);

/** `kafkajs` of a file in node_modules, `libs/service` of one of ours, `node` of Node's own; empty for the engine. */
export const packageOf = (url: string): string =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ??
  /\/((?:apps|libs)\/[^/]+)\/dist\//.exec(url)?.[1] ??
  (url.startsWith('node:') ? 'node' : '');

function told(
  { name, total, busy, packages, functions }: Spent & { name: string },
  memory: Record<string, number>,
): string {
  const top = (sums: Map<string, number>): string[] =>
    [...sums]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN)
      .map(([what, time]) => `  ${((time / busy) * 100).toFixed(1).padStart(5)} %  ${what}`);
  const most = Object.entries(memory).map(([kind, bytes]) => `${kind} ${Math.round(bytes / 2 ** 20)} MiB`);
  return [
    `${name}: busy ${(busy / 1e6).toFixed(1)} s of ${(total / 1e6).toFixed(1)} s; at most ${most.join(', ')}`,
    ...[' by package', ...top(packages), ' by function', ...top(functions), ''],
  ].join('\n');
}
