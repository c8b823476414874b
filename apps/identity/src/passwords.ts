import { availableParallelism } from 'node:os';

import { hash } from '@node-rs/argon2';

import { HashingThread, type Hashing } from './hashing-thread';
import { passwordFault, passwordText } from './password';
import { refuse } from './refusals';

const FAULTS = {
  'too-short': refuse.passwordShort,
  'too-long': refuse.passwordLong,
  common: refuse.passwordCommon,
} as const;
/**
 * argon2id, by the names of the setting `PASSWORD_COST` (ADR 17): the second recommended option of RFC 9106 §4, and the least that OWASP
 * recommends, its 19 MiB made whole huge pages, which is cheaper by a third.
 */
export const PASSWORD_COSTS = {
  rfc9106: { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 },
  'owasp-minimum': { memoryCost: 20 * 1024, timeCost: 2, parallelism: 1 },
} as const;
export type PasswordCost = keyof typeof PASSWORD_COSTS;

/**
 * Waiting behind each core, about a second of work: more would fill what the gateway lets through to identity
 * (`GATEWAY_UNDER_WAY`), and hold up its reads. It is better to say so than to queue.
 */
const WAITING_PER_CORE = 12;
/**
 * Of those who wait, this many are hashed in one go and told together: what comes before and after a hash finds its code
 * and data in the caches for all of them but the first, where each hash has driven out everything.
 */
const AT_ONCE = 4;
const COME_BACK_AFTER_SECONDS = 2;

interface Waiting {
  readonly hashing: Hashing;
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Hashing of passwords with at most one hash per core at a time, in threads that let everything else go first, so that a storm
 * of sign-ins cannot starve it. Refuses `service.busy` (503 with Retry-After) when the queue is full.
 */
export class Passwords {
  readonly #idle = Array.from({ length: availableParallelism() }, () => new HashingThread());
  readonly #most = this.#idle.length * WAITING_PER_CORE;
  readonly #waiting: Waiting[] = [];
  readonly #cost: (typeof PASSWORD_COSTS)[PasswordCost];
  #nobodys: Promise<string> | undefined;

  constructor(cost: PasswordCost) {
    this.#cost = PASSWORD_COSTS[cost];
  }

  /** Refuses a new password that will not do: `password.too-short`, `.too-long`, `.common`. */
  accept(password: string): void {
    const fault = passwordFault(password);
    if (fault !== null) throw FAULTS[fault]();
  }

  async hash(password: string): Promise<string> {
    return String(await this.#inTurn({ password: passwordText(password), cost: this.#cost }));
  }

  /** False for an unknown login (`null`) too, after the same work as for a wrong password. */
  async matches(known: string | null, password: string): Promise<boolean> {
    this.#nobodys ??= hash('nobody has this password', this.#cost);
    const against = known ?? (await this.#nobodys);
    const same = await this.#inTurn({ password: passwordText(password), known: against });
    return known !== null && same === true;
  }

  #inTurn(hashing: Hashing): Promise<string | boolean> {
    if (this.#idle.length === 0 && this.#waiting.length >= this.#most)
      throw refuse.busy().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ hashing, resolve, reject });
      this.#goOn();
    });
  }
  #goOn(): void {
    const thread = this.#waiting.length > 0 ? this.#idle.pop() : undefined;
    if (thread === undefined) return;
    const batch = this.#waiting.splice(0, AT_ONCE);
    void this.#answer(batch, thread).finally(() => {
      this.#idle.push(thread);
      this.#goOn();
    });
  }
  async #answer(batch: readonly Waiting[], thread: HashingThread): Promise<void> {
    try {
      const hashed = await thread.run(batch.map(({ hashing }) => hashing));
      batch.forEach(({ resolve, reject }, index) => {
        const one = hashed[index];
        if (one !== undefined && 'result' in one) resolve(one.result);
        else reject(new Error(one?.problem));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
    }
  }
}
