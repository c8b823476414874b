import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Local copy of the fact identity.agent: whose access tokens are believed no more (rules §1). */
export class Agents1767916800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table agent_copy (
  agent_id uuid primary key,
  ended boolean not null,
  version bigint not null
);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
