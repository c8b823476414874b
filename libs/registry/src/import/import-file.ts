import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { dayOf } from '@open122/contracts';
import { Directory, type OrganisationEntry, type PersonEntry, refuseRequest } from '@open122/http';
import { Audit, Clock, Database, Shutdown } from '@open122/service';

import { type Chunk, readRows } from '../read/read-rows';
import { refuse } from '../refusals';
import { ahead } from './ahead';
import { ImportMeter } from './import-meter';
import { type Import, importStore, type Progress } from './import.store';
import { type InternedRow, type MergeCounts, RecordImport, type RegistryRow } from './record-import';
import { ReceivedFile } from './received-file';

/** Seconds; a service that restarts is back within a few. */
const COME_BACK_AFTER_SECONDS = 2;

/** A row with whom it names, as the directory is told. */
interface Named {
  readonly row: RegistryRow;
  readonly entry: PersonEntry | OrganisationEntry;
}
/** The rows of a chunk that are newer than the record, and how many of the others there are. */
interface Sifted {
  fresh: Named[];
  counts: MergeCounts;
}
/** A chunk whose rows have their references: all that is left to do is to write it. */
interface Interned {
  readonly chunk: Chunk<RegistryRow>;
  readonly rows: readonly InternedRow<RegistryRow>[];
  readonly counts: MergeCounts;
}

/**
 * Takes a registry file in: chunk by chunk read, interned at the directory *outside* a transaction, then merged, with facts,
 * rejects and progress in *one*. While a chunk is written the next is interned and the one after it read. An import is known by its file's SHA-256 and goes on behind its last committed line.
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
    private readonly meter: ImportMeter,
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
    for await (const interned of this.prepared(file, committedLine)) {
      await this.take({ importId: begun.importId, committedLine }, interned);
      committedLine = interned.chunk.lastLine;
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

  /** Interned in the file's order: of a record that occurs twice the directory keeps what it is given last. */
  private prepared(file: ReceivedFile, committedLine: number): AsyncGenerator<Interned> {
    const today = dayOf(this.clock.now());
    const chunks = ahead(readRows(file.read(), this.records.file, today, committedLine), (chunk) => chunk);
    // of the chunk before, which may not be written yet
    let before = new Map<string, number>();
    return ahead(chunks, async (chunk) => {
      const { fresh, counts } = await this.sift(chunk, before);
      const rows = await this.intern(fresh);
      before = new Map(fresh.map(({ row, entry }) => [entry.source, row.revision]));
      return { chunk, rows, counts };
    });
  }

  private async take(progress: Progress, { chunk, rows, counts }: Interned): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await importStore.hold(tx, progress))) throw refuse.inProgress();
      const merged = rows.length === 0 ? NONE : await this.records.merge(tx, rows);
      importStore.reject(tx, progress.importId, chunk.rejects);
      const all = sum(merged, counts);
      importStore.advance(tx, progress.importId, chunk, all);
      const rejected = chunk.lines - chunk.rows.length;
      tx.afterCommit(() => this.meter.took(this.records.file.kind, { ...all, rejected }));
    });
  }

  private async sift(chunk: Chunk<RegistryRow>, before: ReadonlyMap<string, number>): Promise<Sifted> {
    const rows = chunk.rows.map(({ row }) => row);
    const known = await this.database.read((tx) => this.records.revisions(tx, rows));
    const sifted: Sifted = { fresh: [], counts: { ...NONE } };
    rows.forEach((row, at) => {
      const entry = this.records.file.entryOf(row);
      const revision = Math.max(known[at] ?? 0, before.get(entry.source) ?? 0);
      if (row.revision > revision) sifted.fresh.push({ row, entry });
      else if (row.revision === revision) sifted.counts.unchanged += 1;
      else sifted.counts.skipped += 1;
    });
    sifted.fresh.sort((a, b) => a.row.revision - b.row.revision);
    return sifted;
  }

  private async intern(fresh: readonly Named[]): Promise<InternedRow<RegistryRow>[]> {
    if (fresh.length === 0) return [];
    const refs = await this.directory.intern(fresh.map(({ entry }) => entry));
    return fresh.map(({ row }, at) => {
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
