import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which organisations may see whose licence, with the driver's consent (rules §1.1). */
export class LicenceConsents1768003200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table licence_consent (
  consent_id uuid primary key,
  organisation uuid not null,
  file_number text not null,
  licence_id uuid references licence,
  person text,
  state text not null check (state in ('asked', 'given', 'refused', 'revoked')),
  asked_at timestamptz(3) not null,
  decided_at timestamptz(3),
  version bigint not null
);
create unique index licence_consent_open on licence_consent (organisation, file_number) where state in ('asked', 'given');
create index licence_consent_person on licence_consent (person, asked_at desc);
create index licence_consent_organisation on licence_consent (organisation, asked_at desc, consent_id desc);
create index licence_consent_given on licence_consent (organisation, licence_id) where state = 'given';
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
