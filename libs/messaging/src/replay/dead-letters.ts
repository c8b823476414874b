import { Logger } from '@nestjs/common';
import type { Database, Tx } from '@open122/service';

import { Attempt, lockOpen, type Replayed, type ReplayParts } from './attempt';
import {
  countOpen,
  endLetter,
  type Letter,
  letterOf,
  letters,
  type LetterKind,
  type LetterState,
  openLetters,
} from './letter.store';

export type { Replayed } from './attempt';

/** The dead letters of a service: listed, replayed, discarded. Who may do so, and its audit, are the caller's. */
export class DeadLetters {
  readonly #logger = new Logger(DeadLetters.name);

  constructor(
    private readonly parts: ReplayParts,
    private readonly database: Database,
  ) {}

  /** Letters with ids below `before`, the newest first; values larger than `most` bytes are left out. */
  list(
    tx: Tx,
    asked: { state: LetterState; kind: LetterKind; before: number; limit: number; most: number },
  ): Promise<Letter[]> {
    return letters(tx, asked);
  }
  /** One letter; a value larger than `most` bytes is left out. */
  find(tx: Tx, id: number, most: number): Promise<Letter | undefined> {
    return letterOf(tx, id, most);
  }
  /** Ids of open letters of a kind, the oldest first, from behind `after` on. */
  open(tx: Tx, kind: LetterKind, after: number, limit: number): Promise<number[]> {
    return openLetters(tx, kind, after, limit);
  }
  /** Letters that wait for a person, 10,000 at most. */
  countOpen(): Promise<number> {
    return countOpen(this.database);
  }

  /**
   * Delivers a letter's message once more, with one effect however often and from wherever it is asked for: `transact` runs
   * the work it is given in one transaction of its own, and is called again when the handler failed, to keep what was
   * learnt. `actor` is who replays (`staff:<id>`). Throws {@link CannotReplay}, or that the database is away; a handler that
   * fails again is the outcome `dead`.
   */
  async replay<T>(
    id: number,
    actor: string,
    transact: (work: (tx: Tx) => Promise<Replayed>) => Promise<T>,
  ): Promise<T> {
    const attempt = new Attempt(this.parts, id, actor);
    for (;;) {
      try {
        return await transact((tx) => attempt.next(tx));
      } catch (err) {
        if (!attempt.learns(err)) throw err;
        this.#logger.warn({ problem: 'a replayed dead letter is refused by its handler', letter: id, err });
      }
    }
  }

  /** Ends an open letter without an effect; its inbox row stays dead. @throws CannotReplay */
  async discard(tx: Tx, id: number, by: string, reason: string): Promise<Letter> {
    const letter = await lockOpen(tx, id);
    await endLetter(tx, id, { state: 'discarded', by, reason }, this.parts.clock.wall());
    return letter;
  }
}
