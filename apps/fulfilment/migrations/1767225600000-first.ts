import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const handovers = `
create table handover (
  handover_id uuid primary key,
  serial text not null,
  owner text not null generated always as (case substr(serial, 3, 1) when 'L' then 'licence' else 'vehicle' end) stored,
  business text not null,
  person text not null,
  document text not null,
  issue_no integer not null,
  delivery jsonb not null,
  returns jsonb not null,
  fee_fen integer not null,
  postage_fen integer not null,
  state text not null check (state in ('OPENED', 'PRODUCED', 'AWAITING_DISPATCH', 'IN_TRANSIT', 'DELIVERED',
    'READY_FOR_PICKUP', 'COLLECTED', 'COMPLETED', 'CONVERTED_TO_ONSITE', 'DESTROYED')),
  opened_at timestamptz(3) not null,
  form_number text,
  courier text,
  parcel text,
  visits jsonb not null,
  visits_counted integer not null,
  waiting_since timestamptz(3),
  refusal_count integer not null,
  office text,
  ready_at timestamptz(3),
  pickup_until timestamptz(3),
  held_after_visits boolean not null,
  kept_until timestamptz(3),
  handed_over_at timestamptz(3),
  cash_fen integer,
  version integer not null,
  constraint handover_one_per_application unique (serial)
);
create index handover_queue on handover (state, opened_at, handover_id);
create index handover_queue_of_owner on handover (owner, state, opened_at, handover_id);
create index handover_person on handover (person, opened_at, handover_id);
create index handover_handed_over on handover (handed_over_at, handover_id) where handed_over_at is not null;
`;

const sandboxCourier = `
create sequence sandbox_parcel_number;
create sequence sandbox_report_number;
create table sandbox_parcel (
  parcel text primary key,
  handover_id uuid not null,
  behaviour text not null,
  collect_fen integer not null,
  limits jsonb not null,
  visits jsonb not null,
  constraint sandbox_parcel_one_per_handover unique (handover_id)
);
`;

export class First1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(serviceTables + httpTables + messagingTables);
    await runner.query(handovers + sandboxCourier);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward (design §6).');
  }
}
