import { createHash } from 'node:crypto';

import { Controller, Injectable, Module, Post } from '@nestjs/common';
import { day, type PersonRef } from '@open122/contracts';
import {
  Allow,
  anyone,
  Directory,
  HttpModule,
  httpSettings,
  httpTables,
  type PersonEntry,
  refuseRequest,
} from '@open122/http';
import { defineService, serviceTables, type Tx } from '@open122/service';
import {
  aPersonRef,
  asAdministrator,
  type TestApp,
  testApp,
  type TestDatabase,
  testMigrations,
  type TestRequest,
} from '@open122/testkit';

import { demoLines } from '../demo/demo-lines';
import { licenceFile, type LicenceRow } from '../files/licences';
import { type InternedRow, type MergeCounts, RecordImport } from '../import/record-import';
import { RegistryModule } from '../registry.module';
import { registryTables } from '../tables';

const asOf = day('2026-01-05');

/** A directory that remembers whom it was asked for, and can be away. */
@Injectable()
class ToyDirectory extends Directory {
  asked: string[][] = [];
  awayAfter = Number.POSITIVE_INFINITY;
  before: () => Promise<void> = () => Promise.resolve();

  async intern(entries: readonly PersonEntry[]): Promise<PersonRef[]> {
    await this.before();
    if (this.asked.length >= this.awayAfter) throw refuseRequest.unavailable().with({ retryAfterSeconds: 2 });
    this.asked.push(entries.map(({ source }) => source));
    return entries.map(({ document }) => aPersonRef(document.number));
  }
  refOf = () => Promise.reject(new Error('not asked here'));
  resolve = () => Promise.reject(new Error('not asked here'));
  address = () => Promise.reject(new Error('not asked here'));
  organisations = () => Promise.reject(new Error('not asked here'));
}

const recordTable =
  'create table record (key text primary key, ref text not null, revision bigint not null, merges integer not null)';

/** Records by file number; the highest revision stays. */
@Injectable()
class ToyRecords extends RecordImport<LicenceRow> {
  readonly file = licenceFile;

  override async revisions(tx: Tx, rows: readonly LicenceRow[]): Promise<(number | null)[]> {
    const keys = rows.map(({ fileNumber }) => fileNumber);
    const known = await tx.run<{ key: string; revision: number }>(
      'toy.known',
      'select key, revision from record where key = any($1)',
      [keys],
    );
    const by = new Map(known.map(({ key, revision }) => [key, revision]));
    return keys.map((key) => by.get(key as string) ?? null);
  }

  async merge(tx: Tx, rows: readonly InternedRow<LicenceRow>[]): Promise<MergeCounts> {
    const counts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0 };
    for (const { row, ref } of rows) {
      const [done] = await tx.run<{ merges: number }>(
        'toy.merge',
        `insert into record values ($1, $2, $3, 1) on conflict (key) do update set ref = excluded.ref,
         revision = excluded.revision, merges = record.merges + 1 where record.revision < excluded.revision returning merges`,
        [row.fileNumber, ref, row.revision],
      );
      counts[done === undefined ? 'skipped' : done.merges === 1 ? 'inserted' : 'updated'] += 1;
    }
    return counts;
  }
}

@Controller('v1/toys')
class ToyController {
  @Post()
  @Allow(anyone())
  take(): void {}
}
@Module({ providers: [{ provide: Directory, useClass: ToyDirectory }], exports: [Directory] })
class ToyDirectoryModule {}
@Module({
  imports: [
    HttpModule.forRoot(),
    RegistryModule.forOwner({ kind: 'licences', records: ToyRecords, imports: [ToyDirectoryModule] }),
  ],
  controllers: [ToyController],
})
class ToyModule {}
const toy = defineService({ name: 'licence', module: ToyModule, settings: httpSettings });

export const IMPORTS = '/v1/ops/imports/licences';
export const contentDigest = (text: string): string =>
  `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
export const file = (...lines: string[]): string => `${lines.join('\n')}\n`;
/** The same record at another revision. */
export const revised = (line: string, revision: number): string => line.replace(/^\d+/, String(revision));

/** Undamaged lines of invented persons, under their header. */
export const demo = (persons: number): string[] =>
  [...demoLines('licences', { persons, seed: 1, asOf })]
    .filter(({ damage }) => damage === null)
    .map(({ bytes }) => bytes.toString().trimEnd());

/** A service that imports licences into a toy table, on a database of its own. */
export class ToyService {
  private constructor(
    readonly app: TestApp,
    private readonly database: TestDatabase,
  ) {}

  static async start(): Promise<ToyService> {
    const database = await testMigrations([serviceTables, httpTables, registryTables, recordTable]);
    return new ToyService(await testApp(toy, { database }), database);
  }
  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }
  /** As if nothing had been imported. */
  async clear(): Promise<void> {
    await this.database.database.run('toy.clear', 'truncate record, import, import_reject');
    Object.assign(this.directory, new ToyDirectory());
  }

  get directory(): ToyDirectory {
    return this.app.get(Directory as never);
  }
  upload(text: string, { headers, ...more }: TestRequest = {}) {
    return this.app.request('POST', IMPORTS, {
      as: asAdministrator(),
      body: text,
      ...more,
      headers: { 'content-type': 'text/csv', 'content-digest': contentDigest(text), ...headers },
    });
  }
  records(): Promise<{ key: string; revision: number; merges: number }[]> {
    return this.database.database.run(
      'toy.all',
      'select key, revision, merges from record order by revision, key',
    );
  }
}
