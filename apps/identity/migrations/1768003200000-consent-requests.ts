import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asked a vehicle's owner for his consent: the code goes to the owner (rules §1.1). */
export class ConsentRequests1768003200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table consent_request (
  use_id uuid primary key,
  owner text not null,
  person text not null,
  plate text not null,
  asked_at timestamptz(3) not null
);
create index consent_request_asked on consent_request (asked_at);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
