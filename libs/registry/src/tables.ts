/** Tables of a service that imports registry files; executed by its first migration. */
export const registryTables = `
create table import (
  import_id uuid primary key,
  kind text not null,
  sha256 text not null,
  actor text not null,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  committed_line bigint not null default 0,
  rows bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  skipped bigint not null default 0,
  rejected bigint not null default 0,
  unique (kind, sha256)
);
create table import_reject (
  import_id uuid not null references import,
  line bigint not null,
  column_name text not null,
  code text not null,
  primary key (import_id, line, column_name, code)
);
`;
