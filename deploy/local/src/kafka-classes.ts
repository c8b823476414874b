import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds for one start and one end of the broker. */
const WITHIN = 60_000;
const POLL = 25;

/** The archive of the broker's classes beside its jars; a broker starts with it at half the processor time. */
const archiveOf = (libs: string): string => join(libs, 'classes.jsa');

/** Options of the Java machine that use the archive, where there is one. One of another Java or other jars is passed over by Java itself. */
export function withClasses(libs: string): string[] {
  const archive = archiveOf(libs);
  const { size = 0 } = statSync(archive, { throwIfNoEntry: false }) ?? {};
  return size > 0 ? [`-XX:SharedArchiveFile=${archive}`, '-Xlog:cds=off'] : [];
}

/**
 * Starts the broker once and ends it, to have what it loads written down, unless that was tried before. Where it did not work, an
 * empty file says so, and brokers start without.
 */
export async function archiveClasses(
  libs: string,
  java: string,
  args: readonly string[],
  { isReady, signal }: { isReady: () => Promise<boolean>; signal: AbortSignal },
): Promise<void> {
  const archive = archiveOf(libs);
  if (existsSync(archive)) return;
  // two profiles may do it at once: the last one stays
  const next = `${archive}.${process.pid}`;
  const child = spawn(java, [`-XX:ArchiveClassesAtExit=${next}`, '-Xlog:cds=off', ...args], {
    stdio: 'ignore',
    signal,
  });
  const ended = once(child, 'exit').catch(() => undefined);
  const late = setTimeout(() => child.kill('SIGKILL'), WITHIN);
  while (child.exitCode === null && child.signalCode === null && !(await isReady().catch(() => false)))
    await pause(POLL);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(late);
  if (signal.aborted) return rmSync(next, { force: true });
  if (!existsSync(next)) writeFileSync(next, '');
  renameSync(next, archive);
}
