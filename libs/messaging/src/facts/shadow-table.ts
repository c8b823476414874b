import type { Tx } from '@open122/service';

interface Index {
  name: string;
  /** Its definition without names. */
  shape: string;
}

const INDEXES = `select index.relname as name,
    regexp_replace(pg_get_indexdef(index.oid), '^(.*INDEX ).* (USING .*)$', '\\1\\2') as shape
  from pg_index join pg_class index on index.oid = pg_index.indexrelid
  where pg_index.indrelid = $1::regclass order by index.oid`;
const GRANTS = `select format('grant %s on table %s to %s', privilege_type, $2::text, quote_ident(rolname)) as statement
  from pg_class, aclexplode(relacl) as acl, pg_roles
  where pg_class.oid = $1::regclass and pg_roles.oid = acl.grantee`;

/** The name of the table in which a copy is rebuilt. */
export const shadowOf = (table: string): string => `${table}_rebuild`;

/** Makes an empty table of the same columns, constraints, indexes and grants; what an earlier rebuild left goes. */
export async function makeShadow(tx: Tx, table: string): Promise<void> {
  const shadow = shadowOf(table);
  await tx.manager.query(`drop table if exists ${shadow}`);
  await tx.manager.query(`create table ${shadow} (like ${table} including all)`);
  const grants = await tx.run<{ statement: string }>('shadow.grants', GRANTS, [table, shadow]);
  for (const { statement } of grants) await tx.manager.query(statement);
}

/** Keeps every writer out until the transaction ends; readers go on. */
export const lockWriters = (tx: Tx, table: string): Promise<unknown> =>
  tx.manager.query(`lock table ${table} in share row exclusive mode`);

/** The shadow takes the table's place and the names of its indexes. Readers wait for the rest of the transaction. */
export async function swapIn(tx: Tx, table: string): Promise<void> {
  const shadow = shadowOf(table);
  const old = await tx.run<Index>('shadow.indexes', INDEXES, [table]);
  const fresh = await tx.run<Index>('shadow.indexes', INDEXES, [shadow]);
  // readers that come now queue behind us: we give up before they do
  await tx.manager.query(`set local lock_timeout = 500`);
  await tx.manager.query(`drop table ${table}`);
  await tx.manager.query(`alter table ${shadow} rename to ${table}`);
  for (const { name, shape } of old) {
    const at = fresh.findIndex((each) => each.shape === shape);
    const [match] = at === -1 ? [] : fresh.splice(at, 1);
    if (match !== undefined) await tx.manager.query(`alter index ${match.name} rename to ${name}`);
  }
}
