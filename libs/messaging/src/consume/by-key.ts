import { isUnavailable, sqlState, type Tx } from '@open122/service';

import { crashPoint } from '../crash-point';
import { invoke } from './invoke';
import type { Handler } from './handlers';
import { IgnoredByRule, type Message } from './message';
import { WatchedTx } from './watched-tx';

/** A message and a handler that has not dealt with it yet. */
export interface Task {
  readonly message: Message;
  readonly handler: Handler;
}
export interface Ignored {
  readonly task: Task;
  readonly reason: string;
}

/** What PostgreSQL answers to everything that follows a failed statement. */
const ABORTED = '25P02';

/**
 * Runs tasks in one transaction: those of one key one after the other, of different keys at once (their statements are
 * pipelined). Returns those refused by a rule. Throws the failure that counts once all have ended.
 */
export async function runByKey(tasks: readonly Task[], tx: Tx): Promise<Ignored[]> {
  const ignored: Ignored[] = [];
  const state = { failed: false };
  const chains = [...byKey(tasks).values()].map(async (chain) => {
    for (const task of chain) {
      if (state.failed) return;
      const reason = await runTask(task, tx).catch((error: unknown) => {
        state.failed = true;
        throw error;
      });
      if (reason !== null) ignored.push({ task, reason });
      crashPoint('consumer.mid-slice');
    }
  });
  const failures = (await Promise.allSettled(chains)).flatMap((end) =>
    end.status === 'rejected' ? [end.reason as unknown] : [],
  );
  if (failures.length > 0) throw failureThatCounts(failures);
  return ignored;
}

/** A handler's code when a rule refused before any write; null when it was handled. */
export async function runTask({ message, handler }: Task, tx: Tx): Promise<string | null> {
  const watched = new WatchedTx(tx);
  try {
    await invoke(handler, message, watched);
    return null;
  } catch (error) {
    if (error instanceof IgnoredByRule && !watched.wrote) return error.code;
    throw error;
  }
}

function byKey(tasks: readonly Task[]): Map<string, Task[]> {
  const chains = new Map<string, Task[]>();
  for (const task of tasks) {
    const chain = chains.get(task.message.key);
    if (chain === undefined) chains.set(task.message.key, [task]);
    else chain.push(task);
  }
  return chains;
}

const failureThatCounts = (failures: readonly unknown[]): unknown =>
  failures.find(isUnavailable) ?? failures.find((error) => sqlState(error) !== ABORTED) ?? failures[0];
