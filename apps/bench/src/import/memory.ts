import { setTimeout as pause } from 'node:timers/promises';

import { pssOf } from '../machine';

const EVERY = 200;

/** Highest memory of some processes, in MiB. */
export interface Peak {
  /** Of all of them at one moment. */
  readonly together: number;
  /** Of each by its name, whenever that was. */
  readonly each: Readonly<Record<string, number>>;
}

/** Looks five times a second until `work` has ended. */
export async function peakWhile<T>(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<T>,
): Promise<{ result: T; peak: Peak }> {
  let together = 0;
  const each: Record<string, number> = {};
  const look = (): void => {
    let sum = 0;
    for (const [name, pid] of Object.entries(pids)) {
      const now = pssOf(pid) / 1_024;
      sum += now;
      each[name] = Math.max(each[name] ?? 0, now);
    }
    together = Math.max(together, sum);
  };
  look();
  const looking = setInterval(look, EVERY);
  try {
    const result = await work();
    look();
    return { result, peak: { together, each } };
  } finally {
    clearInterval(looking);
  }
}

/** Memory of processes that have nothing to do: the least of some looks. */
export async function idleMemory(pids: Readonly<Record<string, number>>): Promise<Peak> {
  const looks: Peak[] = [];
  for (let look = 0; look < 10; look += 1) {
    looks.push((await peakWhile(pids, () => pause(EVERY))).peak);
  }
  return looks.reduce((least, each) => (each.together < least.together ? each : least));
}
