import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem, type as system } from 'node:os';

/** Of a tick of the process accounts; the same on every Linux that Node runs on. */
const MICROSECONDS = 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Account {
  readonly pid: number;
  readonly parent: number;
  /** User and system time in ticks, that of children it has seen the end of included. */
  readonly ticks: number;
}

function accountOf(pid: number): Account | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const times = fields.slice(11, 15).map(Number);
    return { pid, parent: Number(fields[1]), ticks: times.reduce((sum, each) => sum + each, 0) };
  } catch {
    return null;
  }
}

/** A process with all that descends from it, as PostgreSQL's backends do from its first process. */
function familyOf(roots: readonly number[]): Account[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => accountOf(Number(name)) ?? []);
  const family = new Set(roots);
  // a child may have a lower pid than its parent: again until nobody is added
  for (let before = -1; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

/** Processor time that processes and their descendants have used so far, in microseconds. */
export const cpuOf = (roots: readonly number[]): number =>
  familyOf(roots).reduce((sum, { ticks }) => sum + ticks, 0) * MICROSECONDS;

/** Memory of processes and their descendants in MiB, what they share counted in parts (PSS). */
export const memoryOf = (roots: readonly number[]): number =>
  familyOf(roots).reduce((sum, { pid }) => sum + pssOf(pid), 0) / 1_024;

/** Memory of one process in KiB; 0 when there is none. */
export function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** In words, for whoever reads the table: figures of another machine are other figures. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? 'processor'}, ${memory} GiB, ${system()} ${release()}, Node ${process.version}`;
}

/** Mean number of runnable processes over the last minute: above the number of cores others were at work too. */
export const load = (): number => Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
