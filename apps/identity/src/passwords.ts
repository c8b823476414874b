import { availableParallelism } from 'node:os';

import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';

import { HashingThread, type Hashing } from './hashing-thread';
import { passwordFault, passwordText } from './password';
import { refuse } from './refusals';

const FAULTS = {
  'too-short': refuse.passwordShort,
  'too-long': refuse.passwordLong,
  common: refuse.passwordCommon,
} as const;
/** argon2id, 19 MiB, two passes: the minimum that OWASP recommends. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/**
 * Waiting behind each core, a third of a second of work: more would fill what the gateway lets through to identity
 * (`GATEWAY_UNDER_WAY`), and hold up its reads. It is better to say so than to queue.
 */
const WAITING_PER_CORE = 24;
const COME_BACK_AFTER_SECONDS = 2;

/**
 * Hashing of passwords with at most one hash per core at a time, in threads that let everything else go first, so that a storm
 * of sign-ins cannot starve it. Refuses `service.busy` (503 with Retry-After) when the queue is full.
 */
@Injectable()
export class Passwords {
  readonly #idle = Array.from({ length: availableParallelism() }, () => new HashingThread());
  readonly #most = this.#idle.length * WAITING_PER_CORE;
  readonly #waiting: ((thread: HashingThread) => void)[] = [];
  #nobodys: Promise<string> | undefined;

  /** Refuses a new password that will not do: `password.too-short`, `.too-long`, `.common`. */
  accept(password: string): void {
    const fault = passwordFault(password);
    if (fault !== null) throw FAULTS[fault]();
  }

  async hash(password: string): Promise<string> {
    return String(await this.#inTurn({ password: passwordText(password), cost: COST }));
  }

  /** False for an unknown login (`null`) too, after the same work as for a wrong password. */
  async matches(known: string | null, password: string): Promise<boolean> {
    this.#nobodys ??= hash('nobody has this password', COST);
    const against = known ?? (await this.#nobodys);
    const same = await this.#inTurn({ password: passwordText(password), known: against });
    return known !== null && same === true;
  }

  async #inTurn(hashing: Hashing): Promise<string | boolean> {
    const thread = this.#idle.pop() ?? (await this.#next());
    try {
      return await thread.run(hashing);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(thread);
      else next(thread);
    }
  }
  /** The thread of who ends first. */
  #next(): Promise<HashingThread> {
    if (this.#waiting.length >= this.#most)
      throw refuse.busy().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
    return new Promise((go) => this.#waiting.push(go));
  }
}
