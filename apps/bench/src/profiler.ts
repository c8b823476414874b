import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, join, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded into services and baseline programs by `npm run bench -- … --profile`: writes where a process spent its time
 * (`.cpuprofile`, for any DevTools) and how much memory it had of each kind at most, once it ends by itself.
 */

/** After it a service has started; what its start costs is a row of its own. */
const BEGINS_AFTER = 8_000;
const LOOKS_EVERY = 250;
const PROGRAMS = ['main.js', 'program.js', 'host.js'];

const program = process.argv[1] ?? '';
const folder = process.env.BENCH_PROFILES;
if (isMainThread && folder !== undefined && PROGRAMS.includes(basename(program)))
  setTimeout(() => record(folder), BEGINS_AFTER).unref();

function record(into: string): void {
  const name = `${nameOf(program)}-${process.pid}`;
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  const most: Record<string, number> = {};
  setInterval(() => {
    for (const [kind, bytes] of Object.entries(process.memoryUsage()))
      most[kind] = Math.max(most[kind] ?? 0, bytes);
  }, LOOKS_EVERY).unref();
  process.once('exit', () =>
    session.post('Profiler.stop', (error, stopped) => {
      if (error !== null) return;
      mkdirSync(into, { recursive: true });
      writeFileSync(join(into, `${name}.cpuprofile`), JSON.stringify(stopped.profile));
      writeFileSync(join(into, `${name}.memory.json`), JSON.stringify(most));
    }),
  );
}

/** `apps/licence/dist/src/main.js` is licence, `apps/bench/dist/src/read/program.js` is read. */
const nameOf = (path: string): string =>
  path
    .split(sep)
    .slice(0, -1)
    .filter((part) => part !== 'dist' && part !== 'src')
    .at(-1) ?? '';
