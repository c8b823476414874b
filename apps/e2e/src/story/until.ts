import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer satisfies; throws with the last one when it does not within `seconds`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  seconds = 60,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`${what}: not within ${seconds} s, last answer ${JSON.stringify(answer)}`);
    await pause(150);
  }
}
