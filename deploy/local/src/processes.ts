import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that is known again after a restart of ours: a recycled pid has another birth. */
export interface ProcessId {
  readonly pid: number;
  /** When and as what it was started, as the system tells it. */
  readonly birth: string;
}

/** The birth of a living process; null when there is none by that pid (a zombie counts as none). */
export function birthOf(pid: number): string | null {
  return process.platform === 'linux' ? birthOnLinux(pid) : birthByPs(pid);
}

export function identify(pid: number): ProcessId {
  return { pid, birth: birthOf(pid) ?? '' };
}

/** True only for the very process that was recorded. */
export const isAlive = (id: ProcessId): boolean => id.birth !== '' && birthOf(id.pid) === id.birth;

/**
 * Ends a recorded process if it still lives: `polite` first, SIGKILL after the grace.
 * Resolves when it is gone; never touches a process that merely has the same pid.
 */
export async function endProcess(id: ProcessId, polite: NodeJS.Signals, graceMs: number): Promise<boolean> {
  if (!isAlive(id)) return false;
  signal(id, polite);
  if (await isGone(id, graceMs)) return true;
  signal(id, 'SIGKILL');
  await isGone(id, 5_000);
  return true;
}

function signal(id: ProcessId, name: NodeJS.Signals): void {
  try {
    if (isAlive(id)) process.kill(id.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function isGone(id: ProcessId, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (isAlive(id)) {
    if (performance.now() > until) return false;
    await pause(20);
  }
  return true;
}

/** Whether the system still lists this pid, dead but unreaped ones included. */
export function isListed(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a living process, arguments joined by blanks; empty when there is none. */
export function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-ww', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Start time in ticks since boot (field 22 of stat) with the boot's own id. */
function birthOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${rest[18]}`;
  } catch {
    return null;
  }
}

function birthByPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}
