import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { dayOf } from '@open122/contracts';
import { Directory, refuseRequest } from '@open122/http';
import { Audit, Clock, Database, Shutdown } from '@open122/service';

import { type Chunk, readRows } from '../read/read-rows';
import { refuse } from '../refusals';
import { type Import, importStore, type Progress } from './import.store';
import { type InternedRow, type MergeCounts, RecordImport, type RegistryRow } from './record-import';
import { ReceivedFile } from './received-file';

/** Seconds; a service that restarts is back within a few. */
const COME_BACK_AFTER_SECONDS = 2;

/** The rows of a chunk that are newer than the record, and how many of the others there are. */
interface Sifted {
  fresh: RegistryRow[];
  counts: MergeCounts;
}

/**
 * Takes a registry file in: chunk by chunk read, interned at the directory *outside* a transaction, then merged, with facts,
 * rejects and progress in *one*. An import is known by its file's SHA-256 and goes on behind its last committed line.
 */
@Injectable()
export class ImportFile {
  constructor(
    private readonly database: Database,
    private readonly directory: Directory,
    private readonly records: RecordImport,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly shutdown: Shutdown,
  ) {}

  /**
   * `sha256` is base64, as in Content-Digest. A file that is in already changes nothing.
   * @throws Refusal registry.header, registry.empty, import.digest-mismatch, import.too-large, import.in-progress; unavailable
   */
  async run(source: Readable, sha256: string, actor: string): Promise<Import> {
    const file = new ReceivedFile(source);
    try {
      const begun = await this.begin(sha256, actor);
      return begun.finishedAt === null ? await this.read(file, begun) : await this.readAgain(file, begun);
    } catch (error) {
      if (!this.shutdown.begun) await file.drain();
      throw error;
    }
  }

  private async read(file: ReceivedFile, begun: Import): Promise<Import> {
    let { committedLine } = begun;
    for await (const chunk of readRows(file.read(), this.records.file, dayOf(this.clock.now()))) {
      if (chunk.lastLine <= committedLine) continue;
      await this.take({ importId: begun.importId, committedLine }, chunk);
      committedLine = chunk.lastLine;
      if (this.shutdown.begun) {
        throw refuseRequest.unavailable().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
      }
    }
    if (!file.is(begun.sha256)) {
      // Its lines were another file's: the right one has to be read from its first.
      await this.database.transaction((tx) => importStore.forget(tx, begun.importId));
      throw refuse.digestMismatch();
    }
    return this.finish(begun);
  }

  private async readAgain(file: ReceivedFile, begun: Import): Promise<Import> {
    await file.skip();
    if (!file.is(begun.sha256)) throw refuse.digestMismatch();
    return { ...begun, inserted: 0, updated: 0, unchanged: begun.rows - begun.rejected, skipped: 0 };
  }

  private begin(sha256: string, actor: string): Promise<Import> {
    const { kind } = this.records.file;
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const begun = await importStore.begin(tx, { kind, sha256, actor }, now);
      await this.audit.record(tx, { actor, action: 'registry.import', subject: begun.importId });
      return begun;
    });
  }

  private async take(progress: Progress, chunk: Chunk<RegistryRow>): Promise<void> {
    const { fresh, counts } = await this.sift(chunk.rows.map(({ row }) => row));
    const rows = await this.intern(fresh);
    await this.database.transaction(async (tx) => {
      if (!(await importStore.hold(tx, progress))) throw refuse.inProgress();
      const merged = rows.length === 0 ? NONE : await this.records.merge(tx, rows);
      await importStore.reject(tx, progress.importId, chunk.rejects);
      await importStore.advance(tx, progress.importId, chunk, sum(merged, counts));
    });
  }

  private async sift(rows: readonly RegistryRow[]): Promise<Sifted> {
    const known = await this.database.read((tx) => this.records.revisions(tx, rows));
    const sifted: Sifted = { fresh: [], counts: { ...NONE } };
    rows.forEach((row, at) => {
      const revision = known[at] ?? 0;
      if (row.revision > revision) sifted.fresh.push(row);
      else if (row.revision === revision) sifted.counts.unchanged += 1;
      else sifted.counts.skipped += 1;
    });
    // Of a record that occurs twice the directory keeps what it is given last.
    sifted.fresh.sort((a, b) => a.revision - b.revision);
    return sifted;
  }

  private async intern(rows: readonly RegistryRow[]): Promise<InternedRow<RegistryRow>[]> {
    if (rows.length === 0) return [];
    const refs = await this.directory.intern(rows.map((row) => this.records.file.entryOf(row)));
    return rows.map((row, at) => {
      const ref = refs[at];
      if (ref === undefined) throw new Error('the directory answered with fewer references than rows');
      return { row, ref };
    });
  }

  private finish({ kind, importId }: Import): Promise<Import> {
    return this.database.transaction(async (tx) => {
      await importStore.finish(tx, importId, this.clock.now());
      return (await importStore.find(tx, kind, importId)) as Import;
    });
  }
}

const NONE: MergeCounts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0 };

const sum = (a: MergeCounts, b: MergeCounts): MergeCounts => ({
  inserted: a.inserted + b.inserted,
  updated: a.updated + b.updated,
  unchanged: a.unchanged + b.unchanged,
  skipped: a.skipped + b.skipped,
});
