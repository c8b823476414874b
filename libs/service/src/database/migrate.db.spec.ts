import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type TestDatabase, testMigrations } from '@open122/testkit';

import { migrate } from './migrate';

const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
const write = (name: string, sql: string): void =>
  writeFileSync(
    join(folder, `${name}.js`),
    `exports.${name} = class ${name} { async up(runner) { await runner.query(${JSON.stringify(sql)}); } async down() {} };`,
  );
const all = join(folder, '*.js');
let db: TestDatabase;

beforeEach(async () => {
  db = await testMigrations([]);
  write('First1700000000001', 'create table toy (id integer primary key)');
  write('Second1700000000002', 'insert into toy values (1)');
});
afterEach(() => db.close());
afterAll(() => rmSync(folder, { recursive: true }));
const toys = () => db.database.run('toys', 'select id from toy');

it('runs what the database has not seen yet, in order, and tells what it ran', async () => {
  expect(await migrate('licence', db.url, all)).toEqual(['First1700000000001', 'Second1700000000002']);
  expect(await migrate('licence', db.url, all)).toEqual([]);
  expect(await toys()).toEqual([{ id: 1 }]);
});

it('two migrators of one database run each migration once', async () => {
  const runs = await Promise.all([migrate('licence', db.url, all), migrate('licence', db.url, all)]);
  expect(runs.flat().sort()).toEqual(['First1700000000001', 'Second1700000000002']);
  expect(await toys()).toEqual([{ id: 1 }]);
});

it('a migration that fails leaves nothing of itself behind', async () => {
  write('Third1700000000003', 'insert into toy values (2); insert into toy values (1)');
  await expect(migrate('licence', db.url, all)).rejects.toThrow('duplicate key');
  expect(await toys()).toEqual([{ id: 1 }]);
});
