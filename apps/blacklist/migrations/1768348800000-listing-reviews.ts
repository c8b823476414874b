import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Appeals against listings, and how two operators lift one (rules §4). */
export class ListingReviews1768348800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table listing_review (
  person text not null references standing,
  listed_from timestamptz(3) not null,
  state text not null check (state in ('appealed', 'proposed', 'lifted', 'rejected')),
  appeal text,
  appealed_at timestamptz(3),
  reason text,
  proposed_by text,
  causes integer not null,
  opened_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  version integer not null,
  primary key (person, listed_from),
  check ((appeal is null) = (appealed_at is null))
);
create index listing_review_queue on listing_review (state, opened_at, person);
`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward (design §6).');
  }
}
