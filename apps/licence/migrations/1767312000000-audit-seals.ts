import { auditSealTables } from '@open122/audit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The seals of the audit. */
export class AuditSeals1767312000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(auditSealTables);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
