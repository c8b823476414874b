import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Audit, SystemClock } from '@open122/service';
import { type TestDatabase, testDatabase } from '@open122/testkit';

import { Appoint } from '../manage-staff/appoint';
import { Passwords } from '../passwords';
import { StaffSchema } from '../staff.schema';
import { StaffStore } from '../staff.store';
import { aVault } from '../testing/a-vault';
import { BootstrapAdministrator } from './bootstrap-administrator';
import { CredentialsFile } from './credentials-file';

const vault = aVault();
const store = new StaffStore(vault);
const folder = mkdtempSync(join(tmpdir(), 'open122-bootstrap-'));
let test: TestDatabase;
let bootstrap: BootstrapAdministrator;

beforeAll(async () => {
  test = await testDatabase('identity', { entities: [StaffSchema] });
  const clock = new SystemClock();
  const appoint = new Appoint(store, vault);
  bootstrap = new BootstrapAdministrator(
    test.database,
    store,
    appoint,
    new Passwords('owasp-minimum'),
    clock,
    new Audit(clock),
  );
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

it('of two at once one makes the administrator; afterwards nobody does', async () => {
  const announced: string[] = [];
  const once = (name: string) =>
    bootstrap.bootstrap(name, (credentials) => {
      announced.push(credentials.username);
      return Promise.resolve();
    });
  const made = await Promise.all([once('one'), once('two')]);
  expect(made.filter((each) => each !== null)).toHaveLength(1);
  expect(announced).toHaveLength(1);
  expect(await once('three')).toBeNull();
  expect(await bootstrap.isAdministrator(announced[0]!)).toBe(true);
  expect(await bootstrap.isAdministrator('three')).toBe(false);
});

it('what cannot be announced does not count', async () => {
  await test.database.run('test.nobody', 'delete from staff');
  const failing = bootstrap.bootstrap('lost', () => Promise.reject(new Error('disk full')));
  await expect(failing).rejects.toThrow('disk full');
  expect(await bootstrap.isAdministrator('lost')).toBe(false);
});

it('a drawn password is to be replaced, his own is not, and has to be a good one', async () => {
  const due = async (own: string | null) => {
    await test.database.run('test.nobody', 'delete from staff');
    const made = await bootstrap.bootstrap('admin', () => Promise.resolve(), own);
    const rows = await test.database.run('test.due', 'select password_due as due from staff');
    return [made?.password === own, rows];
  };
  expect(await due(null)).toEqual([false, [{ due: true }]]);
  expect(await due('seven tidy magpies')).toEqual([true, [{ due: false }]]);
  await expect(due('password1')).rejects.toMatchObject({ code: 'password.common' });
});

it('the file is readable by its owner alone, and appears only when it counts', async () => {
  const path = join(folder, 'secrets', 'administrator.json');
  const file = new CredentialsFile(path);
  await file.write({ username: 'first', password: 'p', totpSecret: 't' });
  expect(() => statSync(path)).toThrow();
  expect(await file.leftBehind()).toBe('first');
  await file.publish();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    username: 'first',
    password: 'p',
    totpSecret: 't',
  });
  expect(await file.leftBehind()).toBeNull();
  renameSync(path, `${path}.pending`);
  expect(await file.leftBehind()).toBe('first');
});
