import type { Tx } from '@open122/service';

import { crashPoint } from '../crash-point';
import { runByKey, type Task } from './by-key';
import { claim, markIgnored } from './inbox.store';
import { take, type Taken } from './intake';
import { OneByOne } from './one-by-one';
import { type Alive, patiently } from './patience';
import type { Slice, SliceWork } from './slice';
import { pairOf, type ProcessParts, type Result, tasksOf } from './tasks';

/**
 * Slices of process topics: one transaction for the inbox rows and effects of all messages. When it fails it is rolled back
 * and taken one by one, so that only the guilty message suffers (design §5).
 */
export class ProcessSlices implements SliceWork {
  readonly #oneByOne: OneByOne;

  constructor(private readonly parts: ProcessParts) {
    this.#oneByOne = new OneByOne(parts);
  }

  async handle(slice: Slice, alive: Alive): Promise<number> {
    const taken = slice.messages.map((raw) => take(slice.topic, raw));
    const { database, meters } = this.parts;
    try {
      const results = await patiently(
        () => database.transaction((tx) => this.#together(slice, taken, tx)),
        alive,
      );
      for (const [handler, result] of results ?? []) meters.handled(handler, result);
      return results === null ? 0 : slice.messages.length;
    } catch {
      // which message is to blame, and why, comes out and is told when they are taken one by one
      return this.#oneByOne.handle(slice, taken, alive);
    }
  }

  async #together(slice: Slice, taken: readonly Taken[], tx: Tx): Promise<[handler: string, Result][]> {
    const results: [string, Result][] = [];
    for (const each of taken) {
      if (each.kind === 'event') continue;
      const fresh = await this.parts.burial.poison(slice, each, this.parts.service, tx);
      results.push([this.parts.service, fresh ? 'dead' : 'duplicate']);
    }
    const tasks = taken.flatMap((each) => tasksOf(each, this.parts.handlers));
    if (tasks.length === 0) return results;
    const fresh = freshOf(tasks, await claim(tx, tasks.map(pairOf), this.parts.clock.wall()));
    const ignored = await runByKey([...fresh], tx);
    if (ignored.length > 0) {
      await markIgnored(
        tx,
        ignored.map((each) => ({ ...pairOf(each.task), reason: each.reason })),
      );
    }
    crashPoint('consumer.before-commit');
    const refused = new Set(ignored.map(({ task }) => task));
    for (const task of tasks) {
      const known = fresh.has(task) ? (refused.has(task) ? 'ignored' : 'handled') : 'duplicate';
      results.push([task.handler.id, known]);
    }
    return results;
  }
}

/** An event may come twice in one slice: only its first delivery is fresh. */
function freshOf(
  tasks: readonly Task[],
  claimed: readonly { handler: string; eventId: string }[],
): Set<Task> {
  const name = (handler: string, eventId: string): string => `${handler} ${eventId}`;
  const open = new Set(claimed.map(({ handler, eventId }) => name(handler, eventId)));
  return new Set(tasks.filter(({ handler, message }) => open.delete(name(handler.id, message.id))));
}
