import { availableParallelism } from 'node:os';

import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

import { passwordText } from './password';
import { refuse } from './refusals';

/** argon2id, 19 MiB, two passes: the minimum that OWASP recommends, 73 ms of a core as measured (docs/operations.md). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Waiting behind each core: about two seconds of work, after which it is better to say so than to queue. */
const WAITING_PER_CORE = 24;
const COME_BACK_AFTER_SECONDS = 2;

/**
 * Hashing of passwords with at most one hash per core at a time, so that a storm of sign-ins cannot starve everything else.
 * Refuses `service.busy` (503 with Retry-After) when the queue is full.
 */
@Injectable()
export class Passwords {
  readonly #cores = availableParallelism();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #nobodys: Promise<string> | undefined;

  async hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(passwordText(password), COST));
  }

  /** False for an unknown login (`null`) too, after the same work as for a wrong password. */
  async matches(known: string | null, password: string): Promise<boolean> {
    this.#nobodys ??= hash('nobody has this password', COST);
    const against = known ?? (await this.#nobodys);
    const same = await this.#inTurn(() => verify(against, passwordText(password)));
    return known !== null && same;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#cores) {
      if (this.#waiting.length >= this.#cores * WAITING_PER_CORE) {
        throw refuse.busy().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
      }
      // The one who ends hands over his place: the count stays.
      await new Promise<void>((go) => this.#waiting.push(go));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
