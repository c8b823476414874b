import { caseworkTables } from '@open122/casework';
import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { registryTables } from '@open122/registry';
import { serviceTables } from '@open122/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const licences = `
create table licence (
  licence_id uuid primary key default gen_random_uuid(),
  file_number text not null,
  person text not null,
  revision bigint not null,
  deleted boolean not null,
  classes text[] not null,
  status text[] not null,
  first_issued_on date not null,
  valid_from date not null,
  valid_until date,
  issuing_authority text not null,
  issue_no integer not null,
  issue_no_pending_since timestamptz(3),
  cycle_start date not null,
  cycle_points integer not null,
  reached_12_cycles integer,
  medical_until date,
  review_due date,
  version bigint not null,
  constraint licence_file_number unique (file_number)
);
create index licence_person on licence (person);

-- A licence has one holder, so it is bound at most once.
create table licence_binding (
  licence_id uuid primary key references licence,
  person text not null,
  bound_at timestamptz(3) not null
);
create index licence_binding_person on licence_binding (person);
`;

export class First1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(serviceTables + httpTables + messagingTables + registryTables + caseworkTables);
    await runner.query(licences);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward (design §6).');
  }
}
