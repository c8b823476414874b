import { Module } from '@nestjs/common';
import type { ServiceName } from '@open122/contracts';
import { deadLetterTables, MessagingModule, messagingSettings, messagingTables } from '@open122/messaging';
import {
  Audit,
  Database,
  defineService,
  type RunningService,
  serviceTables,
  startService,
  type Tx,
} from '@open122/service';
import {
  aFakeClock,
  type FakeClock,
  type TestDatabase,
  testMigrations,
  testSettings,
} from '@open122/testkit';

import { AuditSealModule } from '../audit-seal.module';
import { Sealer } from '../seal/sealer';
import { auditHeadTables, auditSealTables } from '../tables';

const SECOND = 1_000;
const FLOOR_WITHIN = 30_000;

/** A service that only writes its audit, and keeps the heads of others if its name says so. Its sealer seals when told. */
export class AuditedToy {
  private constructor(
    readonly db: TestDatabase,
    readonly service: RunningService,
    readonly clock: FakeClock,
  ) {}

  /** Another instance of the same service when a database is given. */
  static async start(name: ServiceName, db?: TestDatabase): Promise<AuditedToy> {
    @Module({ imports: [MessagingModule.forRoot(), AuditSealModule.forService(name)] })
    class ToyModule {}
    const tables = [serviceTables, messagingTables, deadLetterTables, auditSealTables, auditHeadTables];
    const own = db ?? (await testMigrations(tables));
    const clock = aFakeClock();
    const service = await startService(
      defineService({ name, module: ToyModule, settings: messagingSettings }),
      testSettings(name, own.url),
      { clock, transport: false },
    );
    await service.app.get(Database).connect();
    return new AuditedToy(own, service, clock);
  }
  async close(): Promise<void> {
    await this.service.close();
    await this.db.close();
  }

  get database(): Database {
    return this.service.app.get(Database);
  }
  get sealer(): Sealer {
    return this.service.app.get(Sealer, { strict: false });
  }
  record(tx: Tx, subject: string, purpose?: string): Promise<void> {
    const detail = { of: subject, 号: [1, 0.5, null] };
    const entry = { actor: 'staff:7', action: 'toy.do', subject, ...(purpose && { purpose }), detail };
    return this.service.app.get(Audit).record(tx, entry);
  }
  /** Rows of as many transactions. */
  async write(...subjects: string[]): Promise<void> {
    for (const subject of subjects) await this.database.transaction((tx) => this.record(tx, subject));
  }
  /** A transaction that keeps its row to itself until it is told to commit, or to fail. */
  async late(subject: string): Promise<(fails?: boolean) => Promise<void>> {
    let end: (fails: boolean) => void = () => undefined;
    const told = new Promise<boolean>((resolve) => (end = resolve));
    let written: () => void = () => undefined;
    const there = new Promise<void>((resolve) => (written = resolve));
    const work = this.database.transaction(async (tx) => {
      await this.record(tx, subject);
      await tx.run('toy.flush', 'select 1');
      written();
      if (await told) throw new Error('rolled back');
    });
    await there;
    return async (fails = false) => {
      end(fails);
      await work.catch(() => undefined);
    };
  }
  /** Until nothing up to a row can come late: others on the server may hold a transaction open for a while. */
  async floorReaches(id: number, tag = 'floor'): Promise<void> {
    const end = performance.now() + FLOOR_WITHIN;
    for (let round = 0; ; round += 1) {
      this.clock.pass(11 * SECOND);
      await this.write(`${tag} ${round}`);
      await this.sealer.seal();
      const [last] = await this.seals().then((all) => all.slice(-1));
      if (last !== undefined && last.floor >= id) return;
      if (performance.now() > end) throw new Error(`the floor does not reach ${id}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  seals() {
    type Row = { number: number; audit_ids: number[]; floor: number; head: string; top: number };
    return this.db.database.run<Row>('toy.seals', 'select * from audit_seal order by number');
  }
  /** Ids of all rows, by what they are about. */
  async ids(): Promise<Record<string, number>> {
    const rows = await this.db.database.run<{ id: number; subject: string }>(
      'toy.rows',
      'select id, subject from audit order by id',
    );
    return Object.fromEntries(rows.map(({ id, subject }) => [subject, id]));
  }
}
