/** The seals of a service's audit; a migration after its first executes it. */
export const auditSealTables = `
-- One link of the chain (docs/audit.md). audit_ids: the rows, in their order in the chain. top: the greatest of them.
-- floor: no row up to here is sealed after this seal, all who could have written one had finished.
create table audit_seal (
  number bigint primary key,
  audit_ids bigint[] not null check (cardinality(audit_ids) between 1 and 1000),
  top bigint not null,
  floor bigint not null,
  head text not null,
  sealed_at timestamptz(3) not null
);
create index audit_seal_top on audit_seal (top);
create trigger audit_seal_append_only before update or delete or truncate on audit_seal
  for each statement execute function audit_is_append_only();
`;

/** What the service keeps that is told of the seals of others. */
export const auditHeadTables = `
create table audit_head (
  service text not null,
  number bigint not null,
  head text not null,
  count integer not null,
  sealed_at timestamptz(3) not null,
  received_at timestamptz(3) not null,
  primary key (service, number)
);
create trigger audit_head_append_only before update or delete or truncate on audit_head
  for each statement execute function audit_is_append_only();
`;
