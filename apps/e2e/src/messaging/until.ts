import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to become true; throws with `what` when it does not. Milliseconds. */
export async function until(
  what: string,
  is: () => boolean | Promise<boolean>,
  within = 20_000,
): Promise<number> {
  const begun = Date.now();
  while (!(await is())) {
    if (Date.now() - begun > within) throw new Error(`not within ${within} ms: ${what}`);
    await sleep(20);
  }
  return Date.now() - begun;
}
