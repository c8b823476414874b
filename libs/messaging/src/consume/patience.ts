import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import { isUnavailable } from '@open122/service';

/** Whether a slice is still ours: false once the consumer stops or its partitions go to somebody else. */
export type Alive = () => boolean;

const logger = new Logger('Consumer');
const STEP = 50;
const AWAY = { first: 100, longest: 2_000 };
/** Pauses between the tries of what fails though the infrastructure is there. */
const RETRY_PAUSES = [50, 150, 400, 800] as const;

/** Waits, but no longer than the slice is ours. */
async function pause(milliseconds: number, alive: Alive): Promise<void> {
  const until = Date.now() + milliseconds;
  for (let left = milliseconds; alive() && left > 0; left = until - Date.now())
    await sleep(Math.min(STEP, left));
}

/**
 * Does work as soon as the infrastructure is there, however long that takes (never a dead letter, design §5). Null when the
 * slice is no longer ours; any other error is the caller's.
 */
export async function patiently<T>(work: () => Promise<T>, alive: Alive): Promise<T | null> {
  for (let wait = AWAY.first; alive(); wait = Math.min(wait * 2, AWAY.longest)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (wait === AWAY.first)
        logger.warn({ problem: 'the database is away, waiting', err: error }, 'Consumer');
    }
    await pause(wait, alive);
  }
  return null;
}

/** As {@link patiently}, and tries a few times what fails otherwise. Throws the last failure, or what is not worth a retry. */
export async function persistently<T>(
  work: () => Promise<T>,
  alive: Alive,
  isFinal: (error: unknown) => boolean = () => false,
): Promise<T | null> {
  for (const wait of RETRY_PAUSES) {
    try {
      return await patiently(work, alive);
    } catch (error) {
      if (isFinal(error)) throw error;
    }
    await pause(wait, alive);
  }
  return patiently(work, alive);
}
