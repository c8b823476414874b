import { parseArgs } from 'node:util';

import { Audit, Database, isUnavailable, openSource, SystemClock } from '@open122/service';

import { Appoint } from '../manage-staff/appoint';
import { Passwords } from '../passwords';
import { StaffSchema } from '../staff.schema';
import { StaffStore } from '../staff.store';
import { vaultOf } from '../vault';
import { type BootstrapConfig, bootstrapConfig } from './bootstrap.config';
import { BootstrapAdministrator, type FirstAdministrator } from './bootstrap-administrator';
import { CredentialsFile } from './credentials-file';

/** `cli.js [--username administrator] [--out file]`, with identity's settings. Exit code 1 when nothing was made. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { username: { type: 'string' }, out: { type: 'string' } } });
  const { username = 'administrator', out } = values;
  return withDatabase(bootstrapConfig(), (bootstrap) =>
    out === undefined ? toTerminal(bootstrap, username) : toFile(bootstrap, username, out),
  );
}

async function withDatabase(
  { databaseUrl, keys }: BootstrapConfig,
  work: (bootstrap: BootstrapAdministrator) => Promise<number>,
): Promise<number> {
  const source = openSource({
    url: databaseUrl,
    pool: 2,
    entities: [StaffSchema],
    name: 'identity bootstrap',
  });
  await source.initialize();
  const database = new Database(source);
  try {
    const vault = vaultOf(keys);
    const store = new StaffStore(vault);
    const clock = new SystemClock();
    const appoint = new Appoint(store, vault);
    return await work(
      new BootstrapAdministrator(database, store, appoint, new Passwords(), clock, new Audit(clock)),
    );
  } finally {
    await database.close();
  }
}

async function toTerminal(bootstrap: BootstrapAdministrator, username: string): Promise<number> {
  const made = await bootstrap.bootstrap(username, () => Promise.resolve());
  if (made === null) return refused();
  say(`The first administrator. This is shown once:\n${shown(made)}`);
  return 0;
}

async function toFile(bootstrap: BootstrapAdministrator, username: string, path: string): Promise<number> {
  const file = new CredentialsFile(path);
  const before = await file.leftBehind();
  if (before !== null && (await bootstrap.isAdministrator(before))) {
    await file.publish();
    say(`The credentials of an earlier run that broke off are now in ${path}.`);
    return 0;
  }
  const made = await bootstrap.bootstrap(username, (credentials) => file.write(credentials));
  if (made === null) return refused();
  await file.publish();
  say(`The first administrator's credentials are in ${path}, readable by you alone.`);
  return 0;
}

function refused(): number {
  process.stderr.write('There is an administrator already; he appoints all others (POST /v1/ops/staff).\n');
  return 1;
}

const shown = ({ username, password, totpSecret }: FirstAdministrator): string =>
  `  user name    ${username}\n  password     ${password}\n  TOTP secret  ${totpSecret}`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function sentence(error: unknown): string {
  if (isUnavailable(error)) return "Identity's database cannot be reached (IDENTITY_DATABASE_URL).";
  return error instanceof Error ? error.message : String(error);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exitCode = 1;
  },
);
