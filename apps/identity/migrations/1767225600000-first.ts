import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const directory = `
create table party (
  ref text primary key,
  kind text not null check (kind in ('person', 'organisation')),
  sealed bytea not null,
  key_id text not null,
  created_at timestamptz(3) not null
);
create table party_record (
  source text primary key,
  party text not null references party,
  sealed bytea not null,
  key_id text not null,
  fingerprint bytea not null,
  updated_at timestamptz(3) not null
);
create index party_record_party on party_record (party);
create table address (
  ref uuid primary key,
  person text not null references party,
  sealed bytea not null,
  key_id text not null,
  created_at timestamptz(3) not null
);
create index address_person on address (person, ref);
`;

const accounts = `
create table account (
  id uuid primary key,
  person text not null references party,
  level text not null check (level in ('online', 'window')),
  phone_ref text,
  mobile bytea,
  key_id text not null,
  password_hash text,
  registered_at timestamptz(3) not null,
  activated_at timestamptz(3),
  version bigint not null,
  constraint account_one_per_person unique (person),
  constraint account_one_per_mobile unique (phone_ref),
  check ((phone_ref is null) = (mobile is null))
);
create table staff (
  id uuid primary key,
  username text not null,
  role text not null check (role in ('clerk', 'operator', 'fulfilment', 'administrator')),
  window_code text,
  owner text check (owner in ('licence', 'vehicle')),
  person text references party,
  sealed bytea not null,
  key_id text not null,
  password_hash text not null,
  totp_step bigint not null,
  created_at timestamptz(3) not null,
  ended_at timestamptz(3),
  version bigint not null,
  constraint staff_username unique (username),
  check ((role = 'clerk') = (window_code is not null)),
  check ((role = 'operator') = (owner is not null))
);
create table session (
  id uuid primary key,
  account uuid references account,
  staff uuid references staff,
  opened_at timestamptz(3) not null,
  idle_until timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  ended_at timestamptz(3),
  ended_because text,
  check ((account is null) <> (staff is null))
);
create index session_account on session (account) where ended_at is null;
create index session_staff on session (staff) where ended_at is null;
create index session_ends on session (ends_at);
create table refresh_token (
  hash bytea primary key,
  session uuid not null references session on delete cascade,
  used_at timestamptz(3)
);
create index refresh_token_session on refresh_token (session);
create table sign_in_attempt (
  key bytea primary key,
  failures integer not null,
  blocked_until timestamptz(3) not null,
  last_at timestamptz(3) not null
);
create index sign_in_attempt_last on sign_in_attempt (last_at);
`;

const codes = `
create table sms_code (
  phone_ref text not null,
  purpose text not null,
  about text not null,
  hash bytea not null,
  tries integer not null,
  sent_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  counted_on date not null,
  sent_that_day integer not null,
  primary key (phone_ref, purpose)
);
create index sms_code_sent on sms_code (sent_at);
create table step_up (
  id uuid primary key,
  account uuid not null references account,
  phone_ref text not null,
  purpose text not null,
  body_digest text not null,
  requested_at timestamptz(3) not null,
  expires_at timestamptz(3)
);
create index step_up_requested on step_up (requested_at);
create table sms_message (
  id uuid primary key,
  phone_ref text not null,
  sealed bytea not null,
  key_id text not null,
  muted boolean not null,
  useless_after timestamptz(3)
);
create table sandbox_sms (
  id uuid primary key,
  phone_ref text not null,
  sealed bytea not null,
  key_id text not null,
  sent_at timestamptz(3) not null
);
create index sandbox_sms_phone on sandbox_sms (phone_ref, sent_at, id);
create table notice (
  aggregate text primary key,
  version bigint not null
);
`;

export class First1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(serviceTables + httpTables + messagingTables);
    await runner.query(directory + accounts + codes);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward (design §6).');
  }
}
