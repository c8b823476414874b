import type { OrgRef, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { FileDefinition } from '../files/file-definition';

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
export abstract class RecordImport<Row = unknown> {
  abstract readonly file: FileDefinition<Row>;
  /** Merges rows in one transaction together with the facts they change. A record may occur more than once: the highest revision wins. */
  abstract merge(tx: Tx, rows: readonly InternedRow<Row>[]): Promise<MergeCounts>;
}
