import { caseworkTables } from '@open122/casework';
import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { registryTables } from '@open122/registry';
import { serviceTables } from '@open122/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const vehicles = `
create table vehicle (
  vehicle_id uuid primary key default gen_random_uuid(),
  vin text not null,
  plate text not null,
  plate_type text not null,
  vehicle_type text not null,
  owner_kind text not null check (owner_kind in ('person', 'organisation')),
  owner_ref text not null,
  revision bigint not null,
  deleted boolean not null,
  status text[] not null,
  registered_on date not null,
  inspection_valid_until date,
  insurance_valid_until date,
  issuing_authority text not null,
  permit_issue_no integer not null,
  plate_issue_no integer not null,
  permit_issue_no_pending_since timestamptz(3),
  version bigint not null,
  constraint vehicle_vin unique (vin)
);
-- Not unique: a number goes to another vehicle in the order in which the registry's rows happen to come.
create index vehicle_plate on vehicle (plate, plate_type);
create index vehicle_owner on vehicle (owner_ref);

-- A vehicle has one owner, so it is bound as own at most once.
create table vehicle_binding (
  vehicle_id uuid primary key references vehicle,
  person text not null,
  bound_at timestamptz(3) not null
);
create index vehicle_binding_person on vehicle_binding (person);
`;

export class First1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(serviceTables + httpTables + messagingTables + registryTables + caseworkTables);
    await runner.query(vehicles);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward (design §6).');
  }
}
