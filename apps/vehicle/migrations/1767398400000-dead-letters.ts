import { deadLetterTables } from '@open122/messaging';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an operator needs to know of a dead letter. */
export class DeadLetters1767398400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(deadLetterTables);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
