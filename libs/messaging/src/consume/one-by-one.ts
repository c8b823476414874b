import type { Database, Tx } from '@open122/service';

import { runTask, type Task } from './by-key';
import { claim, markIgnored, record } from './inbox.store';
import type { Taken } from './intake';
import { IgnoredByRule } from './message';
import { type Alive, patiently, persistently } from './patience';
import type { Slice } from './slice';
import { pairOf, type ProcessParts, type Result, tasksOf } from './tasks';

/** The slow way of a slice that failed: a transaction for each message and handler. */
export class OneByOne {
  readonly #database: Database;

  constructor(private readonly parts: ProcessParts) {
    this.#database = parts.database;
  }

  /** How many messages from the front are dealt with; fewer than all when the slice is no longer ours. */
  async handle(slice: Slice, taken: readonly Taken[], alive: Alive): Promise<number> {
    for (const [index, each] of taken.entries()) {
      for (const work of this.#worksOf(slice, each, alive)) if ((await work()) === null) return index;
    }
    return taken.length;
  }

  #worksOf(slice: Slice, each: Taken, alive: Alive): (() => Promise<unknown>)[] {
    if (each.kind === 'event') {
      return tasksOf(each, this.parts.handlers).map((task) => () => this.#one(slice, each, task, alive));
    }
    const { burial, service } = this.parts;
    return [
      () =>
        patiently(() => this.#database.transaction((tx) => burial.poison(slice, each, service, tx)), alive),
    ];
  }
  async #one(slice: Slice, each: Taken, task: Task, alive: Alive): Promise<Result | null> {
    const result = await persistently(
      () => this.#database.transaction((tx) => this.#try(task, tx)),
      alive,
      (error) => error instanceof IgnoredByRule,
    ).catch((error: unknown) =>
      patiently(() => this.#database.transaction((tx) => this.#end(slice, each, task, error, tx)), alive),
    );
    if (result !== null) this.parts.meters.handled(task.handler.id, result);
    return result;
  }
  async #try(task: Task, tx: Tx): Promise<Result> {
    if ((await claim(tx, [pairOf(task)], this.parts.clock.wall())).length === 0) return 'duplicate';
    const [ignored] = await runTask(task, tx);
    if (ignored === undefined) return 'handled';
    await markIgnored(tx, [{ ...pairOf(task), reason: ignored.reason }]);
    return 'ignored';
  }
  /** What was written is taken back: a rule refused it too late, or it failed to the last try. */
  async #end(slice: Slice, each: Taken, task: Task, error: unknown, tx: Tx): Promise<Result> {
    const { burial, clock } = this.parts;
    const late = error instanceof IgnoredByRule;
    const fresh = late
      ? await record(tx, pairOf(task), 'ignored', error.code, clock.wall())
      : await burial.failed(slice, each, { ...pairOf(task), error }, tx);
    return fresh ? (late ? 'ignored' : 'dead') : 'duplicate';
  }
}
