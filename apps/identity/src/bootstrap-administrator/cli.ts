import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { Appoint } from '../manage-staff/appoint';
import { runProgram, say, warn, type Workshop } from '../operator-program';
import { Passwords } from '../passwords';
import { StaffSchema } from '../staff.schema';
import { StaffStore } from '../staff.store';
import { BootstrapAdministrator, type FirstAdministrator } from './bootstrap-administrator';
import { CredentialsFile } from './credentials-file';

/**
 * `cli.js [--username administrator] [--own-password] [--out file]`, with identity's settings; his own password comes on standard
 * input. Exit code 1 when nothing was made.
 */
async function main({ database, vault, clock, audit }: Workshop): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ username: { type: 'string' }, out: { type: 'string' } },
      'own-password': { type: 'boolean' },
    },
  });
  const { username = 'administrator', out } = values;
  const own = values['own-password'] === true ? (await text(process.stdin)).trimEnd() : null;
  const store = new StaffStore(vault);
  const appoint = new Appoint(store, vault);
  const bootstrap = new BootstrapAdministrator(
    database,
    store,
    appoint,
    new Passwords('rfc9106'),
    clock,
    audit,
  );
  const make: Make = (announce) => bootstrap.bootstrap(username, announce, own);
  return out === undefined ? toTerminal(make) : toFile(bootstrap, make, out);
}

type Make = (
  announce: (credentials: FirstAdministrator) => Promise<void>,
) => Promise<FirstAdministrator | null>;

async function toTerminal(make: Make): Promise<number> {
  const made = await make(() => Promise.resolve());
  if (made === null) return refused();
  say(`The first administrator. This is shown once:\n${shown(made)}`);
  return 0;
}

async function toFile(bootstrap: BootstrapAdministrator, make: Make, path: string): Promise<number> {
  const file = new CredentialsFile(path);
  const before = await file.leftBehind();
  if (before !== null && (await bootstrap.isAdministrator(before))) {
    await file.publish();
    say(`The credentials of an earlier run that broke off are now in ${path}.`);
    return 0;
  }
  const made = await make((credentials) => file.write(credentials));
  if (made === null) return refused();
  await file.publish();
  say(`The first administrator's credentials are in ${path}, readable by you alone.`);
  return 0;
}

function refused(): number {
  warn('There is an administrator already; he appoints all others (POST /v1/ops/staff).');
  return 1;
}

const shown = ({ username, password, totpSecret }: FirstAdministrator): string =>
  `  user name    ${username}\n  password     ${password}\n  TOTP secret  ${totpSecret}`;

runProgram(main, [StaffSchema]);
