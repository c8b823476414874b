import type { OrgRef, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { FileDefinition } from '../files/file-definition';

/** What every row of the inner registry has (rules §9a). */
export interface RegistryRow {
  /** Grows per record. */
  readonly revision: number;
}

/** A row with the reference of whom it names; personal columns are not to be stored (rules §9a). */
export interface InternedRow<Row> {
  readonly row: Row;
  readonly ref: PersonRef | OrgRef;
}

/** What became of the rows that were merged. `unchanged`: same revision; `skipped`: a lower one. */
export interface MergeCounts {
  inserted: number;
  updated: number;
  unchanged: number;
  skipped: number;
}

/** What a service that owns records adds to the import: the file's format and its merge rule. */
export abstract class RecordImport<Row extends RegistryRow = RegistryRow> {
  abstract readonly file: FileDefinition<Row>;
  /**
   * The revision on record of each row's record, in the order of the rows; null where there is none. Read without a
   * transaction, before the directory is asked: rows that are not newer must not overwrite a name there.
   */
  abstract revisions(tx: Tx, rows: readonly Row[]): Promise<readonly (number | null)[]>;
  /**
   * Merges rows in one transaction together with the facts they change, comparing revisions again under the rows' locks.
   * A record may occur more than once: the highest revision wins.
   */
  abstract merge(tx: Tx, rows: readonly InternedRow<Row>[]): Promise<MergeCounts>;
}
