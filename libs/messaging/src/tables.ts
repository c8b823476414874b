/** The tables of this library; a service's first migration executes them. */
export const messagingTables = `
-- What the relay has not sent yet; deleted once it is. payload: JSON of an event; raw: the bytes of a dead letter.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text,
  headers jsonb not null,
  payload text,
  raw bytea
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Which handler has dealt with which event. outcome: handled, ignored (a rule refused it: reason), dead.
create table inbox (
  handler text not null,
  event_id text not null,
  outcome text not null,
  reason text,
  received_at timestamptz(3) not null,
  primary key (handler, event_id)
);
create index inbox_received_at on inbox using brin (received_at);

create table dead_letter (
  id bigint generated always as identity primary key,
  handler text not null,
  event_id text not null,
  topic text not null,
  partition integer not null,
  position bigint not null,
  type text,
  cause text not null,
  detail text not null,
  key bytea,
  value bytea,
  headers jsonb not null,
  died_at timestamptz(3) not null
);

-- How far a local copy of a fact has come: the next position of its topic to read.
create table fact_progress (
  fact text not null,
  partition integer not null,
  position bigint not null,
  primary key (fact, partition)
);
`;

/** What an operator needs to know of a dead letter; a migration after the first executes it. Only adds. */
export const deadLetterTables = `
-- attempts: deliveries and replays in vain. ended_at, ended_by, reason: of a replay or a discard; null while it is open.
alter table dead_letter
  add column attempts integer not null default 1,
  add column last_died_at timestamptz(3),
  add column state text not null default 'open' check (state in ('open', 'replayed', 'discarded')),
  add column ended_at timestamptz(3),
  add column ended_by text,
  add column reason text;
create index dead_letter_state on dead_letter (state, id);
create index dead_letter_handler on dead_letter (state, handler, id);
create index dead_letter_topic on dead_letter (state, topic, id);
create index dead_letter_type on dead_letter (state, type, id);
create index dead_letter_cause on dead_letter (state, cause, id);
`;
