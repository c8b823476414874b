import { setImmediate as breathe } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import { dayOf } from '@open122/contracts';
import { Clock, Database } from '@open122/service';

import type { PartyRecord } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { Vault } from '../vault';
import { EntryFault, readEntry } from './entries';

/** Entries after which whoever else waits gets a turn. */
const ENTRIES_PER_TURN = 100;

/** Takes the persons and organisations of registry rows in and gives their references back, in the same order (rules §9a). */
@Injectable()
export class InternPersons {
  constructor(
    private readonly database: Database,
    private readonly store: PersonStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** All or none: an entry that is not valid refuses the call, naming it. */
  async intern(entries: readonly unknown[]): Promise<string[]> {
    const now = this.clock.now();
    const today = dayOf(now);
    const records: PartyRecord[] = [];
    for (const [row, entry] of entries.entries()) {
      records.push(this.#read(entry, row, today));
      if (records.length % ENTRIES_PER_TURN === 0) await breathe();
    }
    if (records.length > 0) {
      await this.database.transaction((tx) => this.store.intern(tx, records, now));
    }
    return records.map(({ party }) => party.ref);
  }

  #read(entry: unknown, row: number, today: Parameters<typeof readEntry>[2]): PartyRecord {
    const record = readEntry(entry, this.vault, today);
    if (record instanceof EntryFault)
      throw refuse.recordInvalid({ row: String(row + 1), field: record.field });
    return record;
  }
}
