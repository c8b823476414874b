import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const standings = `
create table standing (
  person text primary key,
  causes jsonb not null,
  version integer not null
);
`;

export class First1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(serviceTables + httpTables + messagingTables);
    await runner.query(standings);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward (design §6).');
  }
}
