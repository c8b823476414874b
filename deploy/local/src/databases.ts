import { SERVICES } from '@open122/contracts';
import { Client, escapeIdentifier as id, escapeLiteral as text } from 'pg';

/** What a connection URL says about the account and the database it opens. */
interface Account {
  readonly server: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

function accountOf(url: string): Account {
  const { host, username, password, pathname } = new URL(url);
  return {
    server: host,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/**
 * Makes the databases and roles that the services' settings name (S_DATABASE_URL, S_MIGRATOR_URL) on the superuser's
 * server: the migrator owns the database, the service's role reads and writes what the migrator makes. Databases on
 * other servers are somebody else's. Runs again without harm.
 * @returns names of the databases made
 */
export async function ensureDatabases(adminUrl: string, settings: NodeJS.ProcessEnv): Promise<string[]> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const made: string[] = [];
  try {
    for (const service of SERVICES) {
      const {
        [`${service.toUpperCase()}_DATABASE_URL`]: url,
        [`${service.toUpperCase()}_MIGRATOR_URL`]: migratorUrl,
      } = settings;
      if (url === undefined || migratorUrl === undefined) continue;
      const [role, owner] = [accountOf(url), accountOf(migratorUrl)];
      if (role.server !== accountOf(adminUrl).server || role.user === owner.user) continue;
      if (await ensureDatabase(admin, adminUrl, role, owner)) made.push(role.database);
    }
  } finally {
    await admin.end();
  }
  return made;
}

async function ensureDatabase(
  admin: Client,
  adminUrl: string,
  role: Account,
  owner: Account,
): Promise<boolean> {
  await ensureRole(admin, role);
  await ensureRole(admin, owner);
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [role.database]);
  if (rowCount === 1) return false;
  // No transaction around it: PostgreSQL makes databases outside of one.
  await admin.query(`create database ${id(role.database)} owner ${id(owner.user)}`);
  const inside = new Client({
    connectionString: Object.assign(new URL(adminUrl), { pathname: role.database }).href,
  });
  await inside.connect();
  try {
    await inside.query(grants(role, owner));
  } finally {
    await inside.end();
  }
  return true;
}

async function ensureRole(admin: Client, { user, password }: Account): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [user]);
  const verb = rowCount === 1 ? 'alter' : 'create';
  await admin.query(`${verb} role ${id(user)} login password ${text(password)}`);
}

function grants({ user, database }: Account, owner: Account): string {
  const defaults = `alter default privileges for role ${id(owner.user)} in schema public grant`;
  return `
    revoke all on database ${id(database)} from public;
    grant connect on database ${id(database)} to ${id(user)};
    alter schema public owner to ${id(owner.user)};
    revoke all on schema public from public;
    grant usage on schema public to ${id(user)};
    ${defaults} select, insert, update, delete on tables to ${id(user)};
    ${defaults} usage, select on sequences to ${id(user)};
    ${defaults} execute on functions to ${id(user)};
  `;
}
