import { Injectable } from '@nestjs/common';

/** Kinds of work that may be pending when a sandbox's clock is moved (design §6). */
export type PendingKind = 'timers' | 'outbox' | 'consumerLag' | 'inFlight';
export type Pending = Record<PendingKind, number>;

/** Tells whether a service still has something to do at the present platform time. */
@Injectable()
export class Quiescence {
  readonly #counters: { kind: PendingKind; count: () => number | Promise<number> }[] = [];

  /** Several counters of one kind add up. A count may stop at any number above 0: only 0 means quiet. */
  register(kind: PendingKind, count: () => number | Promise<number>): void {
    this.#counters.push({ kind, count });
  }
  async pending(): Promise<Pending> {
    const pending: Pending = { timers: 0, outbox: 0, consumerLag: 0, inFlight: 0 };
    const counts = await Promise.all(
      this.#counters.map(async ({ kind, count }) => [kind, await count()] as const),
    );
    for (const [kind, count] of counts) pending[kind] += count;
    return pending;
  }
}
