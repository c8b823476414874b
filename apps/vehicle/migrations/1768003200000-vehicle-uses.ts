import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Vehicles not in own name: who uses which, in slots that parallel attempts cannot pass (rules §1.1). */
export class VehicleUses1768003200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- Local copy of the fact identity.account: whether an owner is registered.
create table account_copy (
  account uuid primary key,
  person text not null,
  level text not null,
  closed boolean not null,
  version bigint not null
);
create index account_copy_person on account_copy (person) where not closed;

create table vehicle_use (
  use_id uuid primary key,
  vehicle_id uuid not null references vehicle,
  owner text not null,
  person text not null,
  slot smallint check (slot between 1 and 3),
  user_slot smallint check (user_slot between 1 and 3),
  asked_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  began_at timestamptz(3),
  ended_at timestamptz(3),
  ended_by text,
  version bigint not null,
  check ((began_at is null) = (slot is null))
);
create unique index vehicle_use_slot on vehicle_use (person, slot) where ended_at is null;
create unique index vehicle_use_user on vehicle_use (vehicle_id, user_slot) where ended_at is null;
create unique index vehicle_use_once on vehicle_use (vehicle_id, person) where ended_at is null and began_at is not null;
create index vehicle_use_person on vehicle_use (person, asked_at desc);
create index vehicle_use_owner on vehicle_use (owner);

create table vehicle_use_try (
  person text not null,
  day date not null,
  tries integer not null,
  primary key (person, day)
);
create index vehicle_use_try_day on vehicle_use_try (day);
`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
