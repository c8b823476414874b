import { importIdOf, type Instant } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Chunk, Reject } from '../read/read-rows';
import type { MergeCounts } from './record-import';

/** An import as its table keeps it; counts are of rows. */
export interface Import extends MergeCounts {
  importId: string;
  kind: string;
  sha256: string;
  startedAt: Instant;
  finishedAt: Instant | null;
  /** Everything up to this line of the file is in. */
  committedLine: number;
  rows: number;
  rejected: number;
}

/** Where an import stands. */
export type Progress = Pick<Import, 'importId' | 'committedLine'>;

const FIELDS = `import_id as "importId", kind, sha256, started_at as "startedAt", finished_at as "finishedAt",
  committed_line as "committedLine", rows, inserted, updated, unchanged, skipped, rejected`;

export const importStore = {
  /** The import of this very file, begun now unless it is known. */
  async begin(tx: Tx, file: { kind: string; sha256: string; actor: string }, now: Instant): Promise<Import> {
    await tx.run(
      'import.begin',
      `insert into import (import_id, kind, sha256, actor, started_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [importIdOf(file.sha256), file.kind, file.sha256, file.actor, now],
    );
    const begun = await tx.run<Import>(
      'import.begun',
      `select ${FIELDS} from import where kind = $1 and sha256 = $2`,
      [file.kind, file.sha256],
    );
    return begun[0] as Import;
  },

  async find(tx: Tx, kind: string, importId: string): Promise<Import | undefined> {
    const found = await tx.run<Import>(
      'import.find',
      `select ${FIELDS} from import where kind = $1 and import_id = $2`,
      [kind, importId],
    );
    return found[0];
  },

  /** Keeps everybody else from taking the next chunk of this file. False when somebody does, or has done so already. */
  async hold(tx: Tx, { importId, committedLine }: Progress): Promise<boolean> {
    const held = await tx.run(
      'import.hold',
      `select import_id from import where import_id = $1 and committed_line = $2 and finished_at is null
       for update skip locked`,
      [importId, committedLine],
    );
    return held.length === 1;
  },

  /** Notes that a chunk is in. */
  advance(tx: Tx, importId: string, chunk: Chunk<unknown>, merged: MergeCounts): void {
    tx.send(
      'import.advance',
      `update import set committed_line = $2, rows = rows + $3, inserted = inserted + $4, updated = updated + $5,
         unchanged = unchanged + $6, skipped = skipped + $7, rejected = rejected + $8 where import_id = $1`,
      [
        importId,
        chunk.lastLine,
        chunk.lines,
        merged.inserted,
        merged.updated,
        merged.unchanged,
        merged.skipped,
        chunk.lines - chunk.rows.length,
      ],
    );
  },

  reject(tx: Tx, importId: string, rejects: readonly Reject[]): void {
    if (rejects.length === 0) return;
    tx.send(
      'import.reject',
      `insert into import_reject (import_id, line, column_name, code)
       select $1, * from unnest($2::bigint[], $3::text[], $4::text[]) on conflict do nothing`,
      [
        importId,
        rejects.map(({ line }) => line),
        rejects.map(({ column }) => column),
        rejects.map(({ code }) => code),
      ],
    );
  },

  /** Marks the file as read to its end. */
  async finish(tx: Tx, importId: string, now: Instant): Promise<void> {
    await tx.run('import.finish', 'update import set finished_at = $2 where import_id = $1', [importId, now]);
  },

  /** Puts an unfinished import back to its file's first line; what was merged stays, and is found unchanged next time. */
  async forget(tx: Tx, importId: string): Promise<void> {
    const forgotten = await tx.run(
      'import.forget',
      `update import set committed_line = 0, rows = 0, inserted = 0, updated = 0, unchanged = 0, skipped = 0, rejected = 0
       where import_id = $1 and finished_at is null returning import_id`,
      [importId],
    );
    if (forgotten.length === 0) return;
    await tx.run('import.forget-rejects', 'delete from import_reject where import_id = $1', [importId]);
  },

  /** Rejects after a place in the file, in the file's order; the key of paging is (line, column, code). */
  rejects(tx: Tx, importId: string, after: Reject, limit: number): Promise<Reject[]> {
    return tx.run<Reject>(
      'import.rejects',
      `select line, column_name as "column", code from import_reject
       where import_id = $1 and (line, column_name, code) > ($2, $3, $4) order by line, column_name, code limit $5`,
      [importId, after.line, after.column, after.code, limit],
    );
  },
};
