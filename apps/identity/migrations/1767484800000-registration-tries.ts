import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Five tries a day to register a document online (rules §1). */
export class RegistrationTries1767484800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table registration_try (
  key bytea primary key,
  day date not null,
  tries integer not null
);
create index registration_try_day on registration_try (day);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
