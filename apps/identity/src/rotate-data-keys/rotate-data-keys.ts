import { setTimeout as sleep } from 'node:timers/promises';

import type { Instant } from '@open122/contracts';
import type { Audit, Database } from '@open122/service';

import { wrap } from '../key-ring/key-material';
import { later } from '../key-ring/key-ring';
import { lockRing, retireKeys, rewrapKey } from '../key-ring/key-ring.store';
import type { KeySettings } from '../key-ring/key-settings';
import { type Keys, type KnownKey, materialOf } from '../key-ring/keys';
import { makeKey } from '../key-ring/make-key';
import { OPERATOR } from '../operator-program';
import { type Pass, ResealRows } from './reseal-rows';

export interface Pace {
  /** Seconds until a new key is used. */
  lead: number;
  /** Milliseconds of rest after each slice. */
  pause: number;
  /** TRUSTED and LONGEST_REQUEST, but in tests. */
  trusted: number;
  request: number;
}

export interface Progress {
  /** `begun`: this run made the key, or goes on with one. */
  key(id: string, usedFrom: Instant, begun: boolean): void;
  slice(table: string, resealed: number): void;
  /** A pass has found nothing more; it is looked once more when all who may still use an older key are done. */
  settling(until: Instant): void;
}

/** `unopened`: rows that no key opens; the older keys stay then. */
export type Ended = { id: string; resealed: number; retired: string[]; unopened: string[] };

/** Milliseconds between two looks whether the time has come. */
const LOOK_EVERY = 250;

const latest = (one: Instant, other: Instant): Instant => (one > other ? one : other);

/**
 * A new data key, everything sealed anew under it, the older keys deleted. All that is known of it stands in the ring and in the
 * rows: killed at any moment and run again, it goes on.
 */
export class RotateDataKeys {
  constructor(
    private readonly database: Database,
    private readonly settings: KeySettings,
    private readonly keys: Keys,
    private readonly rows: ResealRows,
    private readonly audit: Audit,
  ) {}

  async rotate({ lead, pause, trusted, request }: Pace, progress: Progress): Promise<Ended> {
    const begun = await makeKey(this.database, this.settings, this.audit, {
      ...{ purpose: 'data', lead },
      unless: (keys) => keys.some(({ state }) => state === 'waiting' || state === 'kept'),
    });
    await this.#rewrap();
    const { id, usedFrom } = (await this.#ring()).at(-1)!;
    progress.key(id, usedFrom, begun);
    await this.#until(usedFrom);
    // who began to use an older key at the last moment is done by then
    let quiet = later(usedFrom, trusted + request);
    let resealed = 0;
    for (;;) {
      const since = await this.#now();
      const found = await this.rows.pass(id, pause, (table, number) => progress.slice(table, number));
      resealed += found.resealed;
      // who read a row before it was sealed anew has written it back by then
      if (found.resealed + found.left > 0) quiet = latest(quiet, later(await this.#now(), request));
      else if (since >= quiet) return { id, resealed, ...(await this.#end(id, found)) };
      else {
        progress.settling(quiet);
        await this.#until(quiet);
      }
      if (found.left > 0) await sleep(LOOK_EVERY);
    }
  }

  async #end(id: string, { unopened }: Pass): Promise<Pick<Ended, 'retired' | 'unopened'>> {
    if (unopened.length > 0) return { retired: [], unopened };
    const older = (await this.#ring()).filter(({ state }) => state === 'kept').map((key) => key.id);
    const retired = await this.database.transaction(async (tx) => {
      await lockRing(tx);
      const gone = await retireKeys(tx, 'data', older);
      for (const key of gone)
        await this.audit.record(tx, {
          actor: OPERATOR,
          action: 'data-key.retire',
          subject: key,
          detail: { for: id },
        });
      return gone;
    });
    await this.keys.read();
    return { retired, unopened };
  }

  /** What is wrapped under an earlier root goes under the one of the settings. */
  async #rewrap(): Promise<void> {
    const { root } = this.settings;
    await this.database.transaction(async (tx) => {
      await lockRing(tx);
      await this.keys.read();
      for (const key of this.keys.known().keys) {
        if (key.wrapped === null || key.root === root.id) continue;
        const material = materialOf(key, this.settings);
        if (material === undefined) continue;
        await rewrapKey(tx, key, wrap(material, key, root), root.id);
        await this.audit.record(tx, {
          actor: OPERATOR,
          action: `${key.purpose}-key.rewrap`,
          subject: key.id,
          detail: { from: key.root, to: root.id },
        });
      }
    });
    await this.keys.read();
  }

  /** The data keys, oldest first. */
  async #ring(): Promise<KnownKey[]> {
    await this.keys.read();
    return this.keys.known().keys.filter(({ purpose }) => purpose === 'data');
  }

  async #now(): Promise<Instant> {
    await this.keys.read();
    return this.keys.known().now;
  }

  async #until(moment: Instant): Promise<void> {
    while ((await this.#now()) <= moment) await sleep(LOOK_EVERY);
  }
}
