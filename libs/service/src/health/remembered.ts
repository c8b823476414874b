import { setTimeout as sleep } from 'node:timers/promises';

/** Whoever scrapes does not wait for a database or a broker that is away. */
const WITHIN = 1_000;
/** However many scrape, what is measured is asked no oftener. */
const FRESH = 5_000;
/** What could not be measured for so long is not known any more. */
const KNOWN = 60_000;

/**
 * The last answer to a question that costs something: asked anew when it is older than some seconds, by one asker at a time. Undefined
 * when there has been no answer for a minute.
 */
export function remembered<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let answer: { value: T; at: number } | undefined;
  let asking: Promise<void> | undefined;
  const age = (): number => (answer === undefined ? Infinity : performance.now() - answer.at);
  const askAnew = async (): Promise<void> => {
    try {
      answer = { value: await ask(), at: performance.now() };
    } catch {
      // its absence is told by the readiness and the log of whoever failed
    } finally {
      asking = undefined;
    }
  };
  return async () => {
    if (age() > FRESH) {
      asking ??= askAnew();
      await Promise.race([asking, sleep(WITHIN, undefined, { ref: false })]);
    }
    return age() < KNOWN ? answer?.value : undefined;
  };
}
