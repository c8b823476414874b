import { CLOSED_STATES } from './life-cycle';

const closed = CLOSED_STATES.map((state) => `'${state}'`).join(', ');

/** The tables of this library; a service's first migration executes them. */
export const caseworkTables = `
create sequence application_counter;

create table application (
  serial text primary key,
  business text not null,
  person text not null,
  object uuid not null,
  level text not null,
  state text not null,
  delivery jsonb not null,
  fee_fen integer not null,
  submitted_at timestamptz(3) not null,
  undo_until timestamptz(3) not null,
  decision_due_on date not null,
  decided_at timestamptz(3),
  decided_by text,
  issue_no integer,
  reasons jsonb not null,
  catalogue_version text not null,
  handover_version bigint not null,
  version integer not null
);
-- One open application per business and object (rules §2.1), held against parallel attempts too.
create unique index application_one_open on application (business, object) where state not in (${closed});
create index application_mine on application (person, business, submitted_at desc, serial desc);
create index application_queue on application (state, submitted_at, serial);

create table timeline_entry (
  id bigint generated always as identity primary key,
  serial text not null references application,
  at timestamptz(3) not null,
  actor text not null,
  event text not null,
  state text not null,
  reasons jsonb not null,
  detail jsonb not null
);
create index timeline_entry_serial on timeline_entry (serial, id);

-- Local copy of the fact blacklist.standing (rules §4); both null: not listed.
create table standing (
  person text primary key,
  listed_from timestamptz(3),
  listed_until timestamptz(3),
  version bigint not null
);
`;
