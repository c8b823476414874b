/** Of the service that changes things and says so. `work` is what it is to do: keys, each up to a version. */
export const producerTables = `
create table work (key uuid primary key, version bigint not null, target bigint not null);
create index work_open on work (key) where version < target;
create table change (key uuid not null, version bigint not null);
create index change_key on change (key);
`;
/** Of the service that hears of it. Nothing keeps an effect from being there twice: that is for the bus to see to. */
export const consumerTables = `
create table effect (place bigint generated always as identity primary key, key uuid not null, version bigint not null,
  at timestamptz not null default clock_timestamp());
create index effect_key on effect (key);
create table tally (key uuid primary key, count bigint not null);
`;

export const TAKE_WORK = `update work set version = version + 1 where key = $1 and version < target returning version`;
export const RECORD_CHANGE = 'insert into change (key, version) values ($1, $2)';
export const OPEN_WORK = 'select key from work where version < target';
export const RECORD_EFFECT = 'insert into effect (key, version) values ($1, $2)';
export const COUNT_EFFECT = `insert into tally (key, count) values ($1, 1)
  on conflict (key) do update set count = tally.count + 1`;

export const RECORD_EFFECTS = `insert into effect (key, version) select key, version
  from unnest($1::uuid[], $2::bigint[]) with ordinality as fresh (key, version, place) order by place`;
export const COUNT_EFFECTS = `insert into tally (key, count) select key, count(*)
  from unnest($1::uuid[]) as key group by key
  on conflict (key) do update set count = tally.count + excluded.count`;
