/** The tables of this library; a service's first migration executes them. */
export const serviceTables = `
create table timer (
  kind text not null,
  ref text not null,
  due_at timestamptz(3) not null,
  retry_at timestamptz(3),
  attempts integer not null default 0,
  primary key (kind, ref)
);
create index timer_due on timer (due_at);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null,
  actor text not null,
  action text not null,
  subject text not null,
  purpose text,
  detail jsonb,
  traceparent text not null
);
create index audit_subject on audit (subject, id);

create function audit_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'audit rows are never changed'; end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function audit_is_append_only();
`;
