import { setTimeout as sleep } from 'node:timers/promises';

import type { Database } from '@open122/service';

import type { Keys } from '../key-ring/keys';
import type { Vault } from '../vault';
import { type FreshRow, putFresh, staleSlice, type StaleRow } from './sealed-rows.store';
import { SEALED_TABLES, type SealedTable } from './sealed-tables';

/** Rows looked at by one statement, and sealed anew in one transaction. */
const SLICE = 200;

/** What one pass over all tables found under other keys than the one in use. */
export interface Pass {
  /** Rows sealed anew. */
  resealed: number;
  /** Rows that somebody held or changed meanwhile. */
  left: number;
  /** Rows that no key opens, by table and key of the row: altered, or of a key that is gone. */
  unopened: string[];
}

/** Seals what is under other keys anew, table by table, in slices by primary key. */
export class ResealRows {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
    private readonly vault: Vault,
  ) {}

  /** `inUse`: the key that seals. Rests `pause` ms after a slice that had work; `tell` hears of each such slice. */
  async pass(inUse: string, pause: number, tell: (table: string, resealed: number) => void): Promise<Pass> {
    const pass: Pass = { resealed: 0, left: 0, unopened: [] };
    for (const table of SEALED_TABLES) {
      let ofTable = 0;
      for (let after: string | null = null, more = true; more;) {
        const { stale, last } = await staleSlice(this.database, table, { after, inUse, size: SLICE });
        if (stale.length > 0) {
          ofTable += await this.#reseal(table, stale, inUse, pass);
          tell(table.table, ofTable);
          await sleep(pause);
        }
        after = last;
        more = last !== null;
      }
    }
    return pass;
  }

  async #reseal(table: SealedTable, stale: readonly StaleRow[], inUse: string, pass: Pass): Promise<number> {
    await this.keys.read();
    const fresh: FreshRow[] = [];
    for (const row of stale) {
      const made = this.#fresh(row, inUse);
      if (made === undefined) pass.unopened.push(`${table.table} ${row.key}`);
      else fresh.push({ ...row, fresh: made });
    }
    const put = await this.database.transaction((tx) => putFresh(tx, table, fresh, inUse));
    pass.resealed += put;
    pass.left += fresh.length - put;
    return put;
  }

  /** Undefined when no key opens the row. */
  #fresh({ sealed, keyId, owner }: StaleRow, inUse: string): Buffer | null | undefined {
    if (sealed === null) return null;
    let value: unknown;
    try {
      value = this.vault.open({ sealed, keyId }, owner);
    } catch {
      return undefined;
    }
    const fresh = this.vault.seal(value, owner);
    if (fresh.keyId !== inUse) throw new Error(`The key ${fresh.keyId} has come into use meanwhile.`);
    return fresh.sealed;
  }
}
