import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';
import { AuditSealed, epochOf } from '@open122/contracts';
import { BusStart, Outbox } from '@open122/messaging';
import {
  Clock,
  context,
  Database,
  inSpan,
  isUnavailable,
  ServiceConfig,
  Shutdown,
  type Tx,
} from '@open122/service';

import { headOf } from './head-of';
import { Horizon } from './horizon';
import { insertSeal, lastSeal, lockChain, look, unsealedRows } from './seal.store';

const EVERY = 1_000;
const MOST_ROWS = 1_000;

/**
 * Chains the rows of the audit that were committed since, every second when there are any, and says the head to the service that
 * keeps it (docs/audit.md). All instances of a service look, one at a time seals.
 */
@Injectable()
export class Sealer {
  readonly #logger = new Logger(Sealer.name);
  readonly #stopping = new AbortController();
  #horizon: Promise<Horizon> | undefined;
  #running: Promise<void> | undefined;
  /** The row that has waited for longest, and since when, as far as this instance saw. */
  #waiting: { id: number; since: number } | undefined;

  constructor(
    private readonly config: ServiceConfig,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    bus: BusStart,
    shutdown: Shutdown,
  ) {
    bus.on(() => this.start());
    shutdown.on('workers', () => this.stop());
  }

  start(): void {
    this.#running ??= this.#run();
  }
  /** Finishes the seal at hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
  /** Seals what there is now; how many rows. 0 too while another instance is at it. */
  async seal(): Promise<number> {
    for (let all = 0; ;) {
      const sealed = (await this.#look()) === null ? 0 : await this.#sealOnce();
      all += sealed;
      if (sealed < MOST_ROWS || this.#stopping.signal.aborted) return all;
    }
  }
  /**
   * For how many seconds of wall time a row has waited for its seal; 0 when none does. One look in an index.
   * Throws when the database is away.
   */
  async oldestUnsealedSeconds(): Promise<number> {
    await this.#look();
    return this.#waiting === undefined ? 0 : Math.max(0, this.#wall() - this.#waiting.since) / 1_000;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.seal();
      } catch (error) {
        if (!isUnavailable(error)) this.#logger.error({ err: error }, Sealer.name);
      }
      await sleep(EVERY, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }
  /** The first row that waits. */
  async #look(): Promise<number | null> {
    const horizon = await this.#begun();
    const seen = await look(this.database, horizon.floor);
    horizon.saw(seen, this.#wall());
    const { first } = seen;
    if (first === null) this.#waiting = undefined;
    else if (first !== this.#waiting?.id) this.#waiting = { id: first, since: this.#wall() };
    return first;
  }
  async #begun(): Promise<Horizon> {
    this.#horizon ??= lastSeal(this.database).then(({ floor }) => new Horizon(floor));
    try {
      return await this.#horizon;
    } catch (error) {
      this.#horizon = undefined;
      throw error;
    }
  }
  async #sealOnce(): Promise<number> {
    const { floor } = await this.#begun();
    return inSpan({ name: 'seal', kind: 'internal', parent: undefined }, ({ traceparent }) =>
      context.run({ traceparent }, () =>
        this.database.transaction(async (tx) => ((await lockChain(tx)) ? this.#chain(tx, floor) : 0)),
      ),
    );
  }
  async #chain(tx: Tx, reached: number): Promise<number> {
    const last = await lastSeal(tx);
    const floor = Math.max(last.floor, reached);
    const rows = await unsealedRows(tx, floor, MOST_ROWS);
    if (rows.length === 0) return 0;
    const { service } = this.config;
    const [number, sealedAt] = [last.number + 1, this.clock.wall()];
    const head = headOf({ service, previous: last.head, number, sealedAt, floor }, rows);
    insertSeal(tx, { number, auditIds: rows.map(({ id }) => id), floor, head, sealedAt });
    const said = { service, number, head, count: rows.length, sealedAt };
    await this.outbox.add(tx, AuditSealed, said, { version: number });
    return rows.length;
  }
  #wall(): number {
    return epochOf(this.clock.wall());
  }
}
