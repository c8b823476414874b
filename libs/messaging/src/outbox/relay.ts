import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { type Database, isUnavailable } from '@open122/service';

import { crashPoint } from '../crash-point';
import type { Meters } from '../status/meters';
import { Lease } from './lease';
import { DELETE_ROWS, notifyRelay, OUTBOX_CHANNEL, type OutboxRow, SELECT_ROWS } from './outbox.store';
import type { Sender } from './sender';

const ROWS = 500;
/** A record batch, all that goes to one partition at once, may have 1 MiB. */
const BYTES = 900_000;
/** When nobody wakes us. */
const POLL = 1_000;
const RETRY = { first: 100, longest: 2_000 };
/** A bus that takes nothing does not hold up our end: the rows stay where they are. */
const STOP_WITHIN = 2_500;
/** A predecessor's last request may still be on its way: it must not land behind ours, on a compacted topic least of all. */
const SETTLE = 500;

/**
 * Sends what the outbox holds, in order, for ever. Of all instances of a service one is active: it holds the lease. No
 * transaction is open while sending; a row is deleted once the broker has it, so that what commits late is found later.
 */
@Injectable()
export class Relay {
  readonly #logger = new Logger(Relay.name);
  readonly #lease: Lease;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  #wake: (() => void) | undefined;
  #woken = false;
  #notifying = false;

  constructor(
    private readonly database: Database,
    private readonly sender: Sender,
    private readonly meters: Meters,
    url: string,
  ) {
    this.#lease = new Lease(url, 'open122-relay', () => this.#rouse());
  }

  start(): void {
    this.#running ??= this.#run();
  }
  /** Something was committed into the outbox. Another instance may be the one to send it. */
  wake(): void {
    if (this.#running === undefined || this.#stopping.signal.aborted) return;
    if (this.#lease.held) return this.#rouse();
    if (this.#notifying) return;
    this.#notifying = true;
    // told or not: the active instance looks every second
    void notifyRelay(this.database)
      .catch(() => undefined)
      .finally(() => (this.#notifying = false));
  }
  /** Sends what is there as far as the broker lets it at once, then lets another instance go on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#rouse();
    const ended = new AbortController();
    await Promise.race([
      this.#running?.finally(() => ended.abort()),
      sleep(STOP_WITHIN, undefined, { signal: ended.signal }).catch(() => undefined),
    ]);
    await this.#lease.release();
    await this.sender.close();
  }

  async #run(): Promise<void> {
    for (let wait = RETRY.first; ;) {
      try {
        if (await this.#activate()) await this.#drain();
        if (this.#stopping.signal.aborted) return;
        wait = RETRY.first;
        await this.#idle();
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        const level = isUnavailable(error) ? 'warn' : 'error';
        this.#logger[level]({ problem: 'events are not sent, trying again', err: error }, Relay.name);
        await this.#backOff(wait);
        wait = Math.min(wait * 2, RETRY.longest);
      }
    }
  }
  async #activate(): Promise<boolean> {
    if (this.#lease.held) return true;
    const taken = await this.#lease.take(OUTBOX_CHANNEL, () => this.#rouse());
    if (taken && (await this.#select()).length > 0) await this.#backOff(SETTLE);
    return taken;
  }
  #select(): Promise<OutboxRow[]> {
    return this.#lease.run<OutboxRow>('relay.select', SELECT_ROWS, [ROWS, BYTES]);
  }
  async #drain(): Promise<void> {
    for (;;) {
      this.#woken = false;
      const rows = await this.#select();
      if (rows.length === 0) return;
      crashPoint('relay.before-send');
      // frozen since we read: another relay may have sent these rows and later ones, which ours must not land behind
      if (this.#lease.doubtful) await this.#lease.run('relay.alive', 'select 1', []);
      await this.#send(rows);
      this.meters.relayed(rows.length);
      crashPoint('relay.before-delete');
      await this.#lease.run('relay.delete', DELETE_ROWS, [rows.map(({ id }) => id)]);
      crashPoint('relay.after-delete');
      // what the last requests still say is sent after the next start, or by another instance
      if (this.#stopping.signal.aborted && rows.length < ROWS) return;
    }
  }
  /** The same rows until they are sent: the broker knows repeated batches of one producer, not other ones of the same events. */
  async #send(rows: readonly OutboxRow[]): Promise<void> {
    for (let wait = RETRY.first; ; wait = Math.min(wait * 2, RETRY.longest)) {
      try {
        await this.sender.send(rows);
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted || !this.#lease.held) throw error;
        this.#logger.warn(
          { problem: 'the bus takes no events, trying again', rows: rows.length, err: error },
          Relay.name,
        );
      }
      await this.#backOff(wait);
    }
  }
  /** Until somebody wakes us, or the next look. */
  async #idle(): Promise<void> {
    if (this.#woken) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await sleep(POLL, undefined, { signal: woken.signal }).catch(() => undefined);
    this.#wake = undefined;
  }
  /** New events do not shorten it. */
  async #backOff(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
  #rouse(): void {
    this.#woken = true;
    this.#wake?.();
  }
}
