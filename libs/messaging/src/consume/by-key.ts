import { isUnavailable, sqlState, type Tx } from '@open122/service';

import { crashPoint } from '../crash-point';
import { invoke, invokeBatch } from './invoke';
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
 * pipelined), a batch handler's all together. Returns those refused by a rule. Throws the failure that counts once all have
 * ended.
 */
export async function runByKey(tasks: readonly Task[], tx: Tx): Promise<Ignored[]> {
  const ignored: Ignored[] = [];
  const state = { failed: false };
  const guarded = async (work: Promise<readonly Ignored[]>): Promise<void> => {
    try {
      ignored.push(...(await work));
    } catch (error) {
      state.failed = true;
      throw error;
    }
    crashPoint('consumer.mid-slice');
  };
  const chains = [
    ...grouped(
      tasks.filter(({ handler }) => !handler.batch),
      keyOf,
    ).values(),
  ].map(async (chain) => {
    for (const task of chain) {
      if (state.failed) return;
      await guarded(runTask(task, tx));
    }
  });
  const batches = [
    ...grouped(
      tasks.filter(({ handler }) => handler.batch),
      handlerOf,
    ).values(),
  ].map((batch) => guarded(runBatch(batch, tx)));
  const failures = (await Promise.allSettled([...chains, ...batches])).flatMap((end) =>
    end.status === 'rejected' ? [end.reason as unknown] : [],
  );
  if (failures.length > 0) throw failureThatCounts(failures);
  return ignored;
}

/** What a rule refused before any write: the task, or nothing when it was handled. */
export async function runTask(task: Task, tx: Tx): Promise<readonly Ignored[]> {
  const { message, handler } = task;
  const watched = new WatchedTx(tx);
  try {
    if (handler.batch) return await runBatch([task], watched);
    await invoke(handler, message, watched);
    return [];
  } catch (error) {
    if (error instanceof IgnoredByRule && !watched.wrote) return [{ task, reason: error.code }];
    throw error;
  }
}

/** Tasks of one batch handler. */
async function runBatch(batch: readonly Task[], tx: Tx): Promise<readonly Ignored[]> {
  const handler = batch[0]?.handler;
  if (handler?.batch !== true) return [];
  const messages = batch.map(({ message }) => message);
  const codes = new Map<Message, string>();
  for (const { message, code } of await invokeBatch(handler, messages, tx)) codes.set(message, code);
  return batch.flatMap((task) => {
    const reason = codes.get(task.message);
    return reason === undefined ? [] : [{ task, reason }];
  });
}

const keyOf = ({ message }: Task): string => message.key;
const handlerOf = ({ handler }: Task): string => handler.id;

function grouped(tasks: readonly Task[], nameOf: (task: Task) => string): Map<string, Task[]> {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const name = nameOf(task);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [task]);
    else group.push(task);
  }
  return groups;
}

const failureThatCounts = (failures: readonly unknown[]): unknown =>
  failures.find(isUnavailable) ?? failures.find((error) => sqlState(error) !== ABORTED) ?? failures[0];
