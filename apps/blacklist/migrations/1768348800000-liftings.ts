import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Appeals against listings and what operators made of them (rules §4). */
export class Liftings1768348800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table lifting (
  id uuid primary key,
  person text not null,
  state text not null check (state in ('appealed', 'proposed', 'lifted', 'refused', 'lapsed')),
  listed_until timestamptz(3) not null,
  appeal text,
  appealed_at timestamptz(3),
  reason text,
  proposed_by text,
  opened_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  version integer not null,
  check ((appeal is null) = (appealed_at is null)),
  check (state not in ('proposed', 'lifted') or (reason is not null and proposed_by is not null))
);
create index lifting_queue on lifting (state, opened_at, id);
create index lifting_person on lifting (person, opened_at desc, id);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
