import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { instantOf } from '@open122/contracts';

import { Clock } from '../clock';
import { context } from '../context';
import { Database } from '../database/database';
import { isUnavailable } from '../database/errors';
import type { Tx } from '../database/tx';
import { Quiescence } from '../health/quiescence';
import { Shutdown } from '../shutdown';
import { type Span, startSpan } from '../trace/span';
import { type OutsideTimerHandler, type TimerHandler, type TimerKind, timerKindsOf } from './on-timer';
import {
  anyDue,
  cancelTimer,
  claimTimer,
  dueTimers,
  finishTimer,
  leaseTimer,
  retryTimer,
  type TimerMoment,
  type TimerRow,
} from './timer.store';
import { Timers } from './timers';

const POLL = 500;
const AWAY = 1_000;
const BACK_OFF = { first: 1_000, longest: 300_000 };

type Handler = TimerKind & { instance: Record<string, unknown> };
type Claim = { row: TimerRow; handler: Handler };

/** Works off due timers one after the other, in the order in which they fell due; what fails waits and lets others pass. */
@Injectable()
export class TimerRunner implements OnApplicationBootstrap {
  readonly #logger = new Logger(TimerRunner.name);
  readonly #handlers = new Map<string, Handler>();
  #poll: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly discovery: DiscoveryService,
    timers: Timers,
    quiescence: Quiescence,
    shutdown: Shutdown,
  ) {
    timers.wakes(() => this.wake());
    clock.onMoved(() => this.wake());
    quiescence.register('timers', async () => dueTimers(database, clock.now()));
    shutdown.on('workers', () => this.stop());
  }

  onApplicationBootstrap(): void {
    for (const { instance } of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      if (typeof instance === 'object' && instance !== null) this.#adopt(instance as Record<string, unknown>);
    }
    if (this.#handlers.size > 0) this.wake();
  }
  /** Looks for due timers now. */
  wake(): void {
    this.#again = true;
    if (this.#stopped || this.#handlers.size === 0) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }
  /** Waits for the timer at hand, takes no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#poll);
    await this.#working;
  }

  get #kinds(): string[] {
    return [...this.#handlers.keys()];
  }
  get #moment(): TimerMoment {
    return { now: this.clock.now(), wall: this.clock.wall() };
  }
  #adopt(instance: Record<string, unknown>): void {
    for (const kind of timerKindsOf(instance)) {
      if (this.#handlers.has(kind.kind)) throw new Error(`two handlers for the timer ${kind.kind}`);
      this.#handlers.set(kind.kind, { ...kind, instance });
    }
  }
  async #work(): Promise<void> {
    clearTimeout(this.#poll);
    let wait = POLL;
    try {
      do {
        this.#again = false;
        let due = await anyDue(this.database, this.#kinds, this.#moment);
        while (due && !this.#stopped) due = await this.#next();
      } while (this.#again && !this.#stopped);
    } catch (error) {
      if (!isUnavailable(error)) this.#logger.error({ err: error });
      wait = AWAY;
    }
    if (!this.#stopped) this.#poll = setTimeout(() => this.wake(), wait);
  }
  /** Handles one timer; false when none is due. Throws only when the database is away. */
  async #next(): Promise<boolean> {
    let claim: Claim | undefined;
    const span = startSpan({ name: 'timer', kind: 'internal', parent: undefined });
    try {
      await context.run({ traceparent: span.traceparent }, async () => {
        claim = await this.database.transaction(async (tx) => this.#claim(tx, (found) => (claim = found)));
        if (claim?.handler.outside) await this.#outside(claim);
      });
      if (claim === undefined) return false;
      endOf(span, claim);
    } catch (error) {
      if (claim === undefined) throw error;
      endOf(span, claim, error);
      // throws in its turn when it is our database that is away
      await this.#postpone(claim.row, error);
    }
    return true;
  }
  async #claim(tx: Tx, tell: (found: Claim) => void): Promise<Claim | undefined> {
    const row = await claimTimer(tx, this.#kinds, this.#moment);
    const handler = row && this.#handlers.get(row.kind);
    if (row === undefined || handler === undefined) return undefined;
    const found = { row, handler };
    tell(found);
    if (handler.outside) {
      await leaseTimer(tx, row, this.#wallIn(handler.leaseSeconds * 1_000));
    } else {
      await cancelTimer(tx, row.kind, row.ref);
      await call<TimerHandler>(handler)({ ref: row.ref, dueAt: row.due_at }, tx);
    }
    return found;
  }
  async #outside({ row, handler }: Claim): Promise<void> {
    const record = await call<OutsideTimerHandler>(handler)({ ref: row.ref, dueAt: row.due_at });
    await this.database.transaction(async (tx) => {
      // moved or cancelled meanwhile: then the call was for nothing, and its idempotency key makes it harmless
      if (await finishTimer(tx, row)) await record(tx);
    });
  }
  async #postpone(row: TimerRow, error: unknown): Promise<void> {
    const delay = Math.min(BACK_OFF.first * 2 ** Math.min(row.attempts, 20), BACK_OFF.longest);
    this.#logger.error(
      { err: error, kind: row.kind, ref: row.ref, attempts: row.attempts + 1, delay },
      TimerRunner.name,
    );
    await retryTimer(this.database, row, this.#wallIn(delay));
  }
  #wallIn(milliseconds: number) {
    return instantOf(Date.parse(this.clock.wall()) + milliseconds);
  }
}

/** What a look was for is known once it has found something; one that has not is nobody's work. */
function endOf(span: Span, { row }: Claim, error?: unknown): void {
  span.describe({ name: `timer ${row.kind}` });
  span.end(error);
}

const call = <H>(handler: Handler): H =>
  (handler.instance[handler.method] as (...args: never[]) => unknown).bind(handler.instance) as H;
