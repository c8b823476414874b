import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which clients have signed in to which account, and when an owner was last told of failed sign-ins. */
export class KnownClients1767571200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table sign_in_attempt add column told_at timestamptz(3);
create table known_client (
  login bytea not null,
  client bytea not null,
  holder uuid not null,
  last_at timestamptz(3) not null,
  primary key (login, client)
);
create index known_client_holder on known_client (holder);
create index known_client_last on known_client (last_at);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
