import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { dayOf } from '@open122/contracts';
import { Directory } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { readRows, type Chunk } from '../read/read-rows';
import { refuse } from '../refusals';
import { importStore, type Import } from './import.store';
import { type InternedRow, RecordImport } from './record-import';

/** Largest file of an upload, in bytes (design §7). */
export const LARGEST_FILE = 1024 ** 3;

/** The file as it is passed through: its digest and size are known once it has been read to its end. */
async function* measured(
  source: Readable,
  seen: { hash: ReturnType<typeof createHash>; bytes: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of source as AsyncIterable<Buffer>) {
    seen.bytes += chunk.length;
    if (seen.bytes > LARGEST_FILE) throw refuse.tooLarge();
    seen.hash.update(chunk);
    yield chunk;
  }
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
  ) {}

  /**
   * `sha256` is base64, as in Content-Digest. A file that is in already changes nothing and is not read.
   * @throws Refusal registry.header, registry.empty, import.digest-mismatch, import.too-large, import.in-progress; unavailable
   */
  async run(source: Readable, sha256: string, actor: string): Promise<Import> {
    const begun = await this.begin(sha256, actor);
    if (begun.finishedAt !== null) {
      source.resume();
      return { ...begun, inserted: 0, updated: 0, unchanged: begun.rows - begun.rejected, skipped: 0 };
    }
    const seen = { hash: createHash('sha256'), bytes: 0 };
    let { committedLine } = begun;
    for await (const chunk of readRows(measured(source, seen), this.records.file, dayOf(this.clock.now()))) {
      if (chunk.lastLine <= committedLine) continue;
      await this.take({ importId: begun.importId, committedLine }, chunk);
      committedLine = chunk.lastLine;
    }
    if (seen.hash.digest('base64') !== sha256) throw refuse.digestMismatch();
    return this.finish(begun);
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

  private async take(
    progress: Pick<Import, 'importId' | 'committedLine'>,
    chunk: Chunk<unknown>,
  ): Promise<void> {
    const rows = await this.intern(chunk);
    await this.database.transaction(async (tx) => {
      const merged = await this.records.merge(tx, rows);
      await importStore.reject(tx, progress.importId, chunk.rejects);
      if (!(await importStore.advance(tx, progress, chunk, merged))) throw refuse.inProgress();
    });
  }

  private async intern(chunk: Chunk<unknown>): Promise<InternedRow<unknown>[]> {
    if (chunk.rows.length === 0) return [];
    const refs = await this.directory.intern(chunk.rows.map(({ row }) => this.records.file.entryOf(row)));
    return chunk.rows.map(({ row }, at) => {
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
