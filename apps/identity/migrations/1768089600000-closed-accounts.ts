import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts can be closed; what is still open of a person stands in the way (rules §1). */
export class ClosedAccounts1768089600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table account add closed_at timestamptz(3);
alter table account drop constraint account_one_per_person;
-- Who has closed his account may register again.
create unique index account_one_per_person on account (person) where closed_at is null;
create index account_person on account (person);

create table open_application (
  serial text primary key,
  person text not null,
  business text not null,
  submitted_at timestamptz(3) not null
);
create index open_application_person on open_application (person);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
