import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records that have left the register: nothing is on file by them any more (rules §1, §9a). */
export class RecordsOffTheRegister1768176000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table party_record add deleted boolean not null default false`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
