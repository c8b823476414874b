import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations, who acts for them, and what they are granted (rules §1). */
export class Organisations1767916800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(organisations + sessionsOfAgents + grants + roles);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const organisations = `
create table organisation (
  id uuid primary key,
  ref text not null references party,
  kind text not null,
  registered_at timestamptz(3) not null,
  version bigint not null,
  constraint organisation_one_per_code unique (ref)
);
create table agent (
  id uuid primary key,
  organisation uuid not null references organisation,
  person text not null references party,
  phone_ref text not null,
  mobile bytea not null,
  key_id text not null,
  password_hash text,
  letter text not null,
  mandate_from date not null,
  mandate_until date not null,
  registered_at timestamptz(3) not null,
  activated_at timestamptz(3),
  ended_at timestamptz(3),
  version bigint not null,
  check (mandate_from <= mandate_until)
);
-- Of an organisation a person is agent once, and a mobile signs in one agent; whoever has ended may come again.
create unique index agent_once on agent (organisation, person) where ended_at is null;
create unique index agent_one_per_mobile on agent (organisation, phone_ref) where ended_at is null;
create index agent_phone on agent (phone_ref) where ended_at is null;
`;

const sessionsOfAgents = `
alter table session add agent uuid references agent;
alter table session drop constraint session_check;
alter table session add constraint session_one_holder check (num_nonnulls(account, staff, agent) = 1);
create index session_agent on session (agent) where ended_at is null;
`;

const grants = `
create table organisation_grant (
  id uuid primary key,
  organisation uuid not null references organisation,
  delegation text not null,
  state text not null,
  reason text not null,
  valid_from date,
  valid_until date,
  proposed_by uuid references staff,
  applied_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  version bigint not null
);
-- One that is not over per organisation and delegation.
create unique index organisation_grant_one on organisation_grant (organisation, delegation)
  where state not in ('refused', 'withdrawn');
create index organisation_grant_queue on organisation_grant (state, applied_at, id);
`;

const roles = `
alter table staff drop constraint staff_role_check;
alter table staff add constraint staff_role_check
  check (role in ('clerk', 'operator', 'fulfilment', 'grants-officer', 'auditor', 'administrator'));
`;
