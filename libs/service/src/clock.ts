import type { Instant } from '@open122/contracts';

/**
 * Platform time and wall time (design §6). Legal periods, timers, undo, codes, step-ups and `ce_time` go by {@link now};
 * tokens, signatures, rate limits, leases, retries and logs by {@link wall}.
 */
export abstract class Clock {
  readonly #listeners = new Set<() => void>();
  #offset = 0;

  /** Milliseconds by which a sandbox's test clock is ahead of the wall; 0 elsewhere. */
  get offset(): number {
    return this.#offset;
  }
  now(): Instant {
    return text(this.wallMilliseconds() + this.#offset);
  }
  wall(): Instant {
    return text(this.wallMilliseconds());
  }
  /** The offset only grows (design §6): an older or repeated value is ignored. */
  moved(offsetMs: number): void {
    if (offsetMs <= this.#offset) return;
    this.#offset = offsetMs;
    for (const listener of this.#listeners) listener();
  }
  /** Called after each move; returns how to stop listening. */
  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  protected abstract wallMilliseconds(): number;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  protected wallMilliseconds(): number {
    return Date.now();
  }
}

const text = (milliseconds: number): Instant => new Date(milliseconds).toISOString() as Instant;
