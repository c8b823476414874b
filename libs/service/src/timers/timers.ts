import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';

import { Clock } from '../clock';
import type { Tx } from '../database/tx';
import { cancelTimer, scheduleTimer } from './timer.store';

/** Something to be done at a moment of platform time; (kind, ref) is its identity. */
export interface Timer {
  kind: string;
  ref: string;
  dueAt: Instant;
}

/** Sets and cancels timers, in the transaction of what wants them. */
@Injectable()
export class Timers {
  #wake: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  /** Sets a timer, or moves the one of the same kind and ref. */
  async schedule(tx: Tx, timer: Timer): Promise<void> {
    await scheduleTimer(tx, timer);
    if (timer.dueAt <= this.clock.now()) tx.afterCommit(() => this.#wake());
  }
  async cancel(tx: Tx, kind: string, ref: string): Promise<void> {
    await cancelTimer(tx, kind, ref);
  }
  /** Tells whom to wake when a timer is due at once. */
  wakes(wake: () => void): void {
    this.#wake = wake;
  }
}
