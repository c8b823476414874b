import 'reflect-metadata';

import type { Instant } from '@open122/contracts';

import type { Tx } from '../database/tx';

/** A timer that is due. `dueAt` is what counts, not the moment at which it is handled (design §6). */
export interface DueTimer {
  ref: string;
  dueAt: Instant;
}
/** Everything happens in the transaction that takes the timer away. No network call inside. */
export type TimerHandler = (timer: DueTimer, tx: Tx) => Promise<void>;
/** First the outside world, without a transaction; then what it returns, in the transaction that takes the timer away. */
export type OutsideTimerHandler = (timer: DueTimer) => Promise<(tx: Tx) => Promise<void>>;

export type TimerKind = { kind: string; method: string } & (
  { outside: false } | { outside: true; leaseSeconds: number }
);
const METADATA = Symbol('timers');

type Handles<H> = <T extends H>(target: object, key: string, method: TypedPropertyDescriptor<T>) => void;

/** The method handles due timers of a kind. It may be run again with the same timer and must bear that. */
export const OnTimer =
  (kind: string): Handles<TimerHandler> =>
  (target, key) =>
    add(target, { kind, method: key, outside: false });

/**
 * The method handles due timers of a kind by calling the outside world. While it runs, for `leaseSeconds` of wall time at
 * most, no other instance takes the timer; it may be run again with the same timer and must use an idempotency key.
 */
export const OnOutsideTimer =
  (kind: string, leaseSeconds: number): Handles<OutsideTimerHandler> =>
  (target, key) =>
    add(target, { kind, method: key, outside: true, leaseSeconds });

const add = (target: object, kind: TimerKind): void =>
  Reflect.defineMetadata(METADATA, [...timerKindsOf(target), kind], target);

/** The timer kinds that an object's class handles. */
export const timerKindsOf = (target: object): readonly TimerKind[] =>
  (Reflect.getMetadata(METADATA, target) as TimerKind[] | undefined) ?? [];
