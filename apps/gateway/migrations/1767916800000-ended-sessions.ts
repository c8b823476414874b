import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions that ended before their time, for as long as an access token of theirs may be about. */
export class EndedSessions1767916800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table ended_session (
  session uuid primary key,
  number bigint generated always as identity,
  ended_at timestamptz(3) not null
);
create unique index ended_session_number on ended_session (number);
create index ended_session_ended on ended_session (ended_at);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
