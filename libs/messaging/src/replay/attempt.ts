import { type ServiceName, type TopicName, topics } from '@open122/contracts';
import { type Clock, isUnavailable, type Tx } from '@open122/service';
import type { KafkaMessage } from 'kafkajs';

import { detailOf } from '../consume/burial';
import { runTask, type Task } from '../consume/by-key';
import type { Handlers } from '../consume/handlers';
import { claim, markIgnored, type Pair, takeBack } from '../consume/inbox.store';
import { take, type Taken } from '../consume/intake';
import { IgnoredByRule } from '../consume/message';
import { pairOf, type Result, tasksOf } from '../consume/tasks';
import type { FactCopy } from '../facts/fact-copy';
import { FactTable } from '../facts/fact-table';
import type { Meters } from '../status/meters';
import { CannotReplay } from './cannot-replay';
import { dieAgain, endLetter, type Letter, letterOf, lockLetter } from './letter.store';

export interface ReplayParts {
  service: ServiceName;
  clock: Clock;
  handlers: Handlers;
  facts: readonly FactCopy[];
  meters: Meters;
}
/** How a replay ended: `duplicate` when somebody had dealt with the message after all, `dead` when it failed again. */
export interface Replayed {
  readonly letter: Letter;
  readonly outcome: Result;
  /** The rule's code when it was ignored, what went wrong when it is dead; else empty. */
  readonly detail: string;
}
type Done = Pick<Replayed, 'outcome' | 'detail'>;

/** The letter, locked. @throws CannotReplay when it is not open, or somebody else is at it */
export async function lockOpen(tx: Tx, id: number): Promise<Letter> {
  const letter = await lockLetter(tx, id);
  if (letter === undefined) throw new CannotReplay((await letterOf(tx, id, 0)) ? 'in-progress' : 'unknown');
  if (letter.state !== 'open') throw new CannotReplay(letter.state);
  return letter;
}

/**
 * One replay of a letter: a transaction in which its inbox row is taken back, the handler runs and the letter ends. When the
 * handler throws, all of it is rolled back, and the next transaction writes only what was learnt from it.
 */
export class Attempt {
  /** The handler that was called last in the transaction at hand. */
  #called: string | undefined;
  /** Handlers that refused by a rule only after a write, with the rule's code. */
  readonly #refused = new Map<string, string>();
  #failure: string | undefined;

  constructor(
    private readonly parts: ReplayParts,
    private readonly id: number,
    private readonly actor: string,
  ) {}

  /** Does in a transaction what is to be done next. */
  async next(tx: Tx): Promise<Replayed> {
    this.#called = undefined;
    const letter = await lockOpen(tx, this.id);
    const wall = this.parts.clock.wall();
    if (this.#failure !== undefined) {
      const attempts = await dieAgain(tx, letter.id, this.#failure, wall);
      return { letter: { ...letter, attempts }, outcome: 'dead', detail: this.#failure };
    }
    const done = await this.#deliver(tx, letter);
    const reason = `${done.outcome} ${done.detail}`.trimEnd();
    await endLetter(tx, letter.id, { state: 'replayed', by: this.actor, reason }, wall);
    return { letter, ...done };
  }
  /**
   * Whether a transaction's error was the handler's, so that {@link next} goes on from there: once a handler was called, any
   * error is its own, for a write that it did not wait for may fail as late as the commit.
   */
  learns(error: unknown): boolean {
    const handler = this.#called;
    if (handler === undefined || error instanceof CannotReplay || isUnavailable(error)) return false;
    if (error instanceof IgnoredByRule) this.#refused.set(handler, error.code);
    else this.#failure = detailOf(error).slice(0, 2_000);
    return true;
  }

  async #deliver(tx: Tx, letter: Letter): Promise<Done> {
    if (!(letter.topic in topics)) throw new CannotReplay('handler-gone');
    const topic = letter.topic as TopicName;
    const taken = take(topic, asKafka(letter));
    if (taken.kind === 'poison') throw new CannotReplay('still-invalid', taken.cause);
    return topics[topic].kind === 'fact' ? this.#copy(tx, letter, taken) : this.#handle(tx, letter, taken);
  }

  async #handle(tx: Tx, letter: Letter, taken: Taken): Promise<Done> {
    // what was poison when it came has been handled by nobody
    const wasPoison = letter.handler === this.parts.service;
    const tasks = tasksOf(taken, this.parts.handlers).filter(
      ({ handler }) => wasPoison || handler.id === letter.handler,
    );
    if (tasks.length === 0) throw new CannotReplay('handler-gone', letter.handler);
    if (wasPoison) await takeBack(tx, letter, this.parts.clock.wall());
    const ends: Done[] = [];
    for (const task of tasks) ends.push(await this.#one(tx, letter, task));
    return ends.find(({ outcome }) => outcome === 'handled') ?? ends[0]!;
  }
  async #one(tx: Tx, letter: Letter, task: Task): Promise<Done> {
    const pair = pairOf(task);
    if (!(await this.#isOurs(tx, letter, pair))) return this.#ended(tx, pair, 'duplicate');
    const reason = this.#refused.get(pair.handler) ?? (await this.#call(task, tx));
    if (reason === null) return this.#ended(tx, pair, 'handled');
    await markIgnored(tx, [{ ...pair, reason }]);
    return this.#ended(tx, pair, 'ignored', reason);
  }
  /** A rule's code when it refused before any write. */
  async #call(task: Task, tx: Tx): Promise<string | null> {
    this.#called = task.handler.id;
    const [ignored] = await runTask(task, tx);
    return ignored?.reason ?? null;
  }
  /** Of what is dead only this letter's own message may be taken back; the inbox may also have forgotten it. */
  async #isOurs(tx: Tx, letter: Letter, pair: Pair): Promise<boolean> {
    const wall = this.parts.clock.wall();
    const own = letter.handler === pair.handler && letter.eventId === pair.eventId;
    return (own && (await takeBack(tx, pair, wall))) || (await claim(tx, [pair], wall)).length > 0;
  }

  async #copy(tx: Tx, letter: Letter, taken: Taken): Promise<Done> {
    const copy = this.parts.facts.find(
      ({ name, topic }) => topic === letter.topic && `${this.parts.service}.${name}` === letter.handler,
    );
    if (copy === undefined) throw new CannotReplay('handler-gone', letter.handler);
    // a tombstone has no version: it might remove what is newer
    if (taken.kind !== 'event') throw new CannotReplay('rebuild', 'tombstone');
    const table = new FactTable(copy);
    this.#called = letter.handler;
    await this.#write(tx, table, taken);
    await takeBack(tx, letter, this.parts.clock.wall());
    return this.#ended(tx, letter, 'handled');
  }
  async #write(
    tx: Tx,
    table: FactTable,
    { event, message }: Extract<Taken, { kind: 'event' }>,
  ): Promise<void> {
    // where there is no row there is no version either: a later message may have deleted it
    const deletable = 'deleted' in ((event.schema.properties ?? {}) as object);
    if (deletable && !(await table.hold(tx, message.key))) throw new CannotReplay('rebuild', 'no row');
    await table.write(tx, table.lastWords([message]));
  }

  #ended(tx: Tx, { handler }: Pick<Pair, 'handler'>, outcome: Result, detail = ''): Done {
    tx.afterCommit(() => this.parts.meters.handled(handler, outcome));
    return { outcome, detail };
  }
}

const asKafka = ({ key, value, headers, position }: Letter): KafkaMessage => ({
  key,
  value,
  headers,
  offset: String(position),
  timestamp: '0',
  attributes: 0,
});
