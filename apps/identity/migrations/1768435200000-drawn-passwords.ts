import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose password was drawn for him and is still to be replaced by one of his own; who was appointed before this keeps his. */
export class DrawnPasswords1768435200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table staff add column password_due boolean not null default false`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
