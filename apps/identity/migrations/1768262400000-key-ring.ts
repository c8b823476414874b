import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys of personal data and of tokens beyond the first ones, which the settings hold (ADR 16). */
export class KeyRing1768262400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table key_ring (
  id text not null,
  purpose text not null check (purpose in ('data', 'token')),
  -- Null: the first key of its purpose, or one that is gone.
  wrapped bytea,
  root text,
  made_at timestamptz(3) not null,
  used_from timestamptz(3) not null,
  retired_at timestamptz(3),
  primary key (purpose, id),
  check ((wrapped is null) = (root is null))
);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
