import { DatabaseProxy, type TestDatabase, testMigrations } from '@open122/testkit';

import { Database } from './database';
import { isUnavailable } from './errors';
import { openSource } from './open';

let db: TestDatabase;
let proxy: DatabaseProxy;
let database: Database;
beforeAll(async () => {
  db = await testMigrations([]);
  proxy = new DatabaseProxy(db.url);
  await proxy.start();
  database = new Database(openSource({ url: proxy.url, pool: 3, entities: [], name: 'dying' }));
  await database.connect();
});
afterAll(async () => {
  await database?.close();
  await proxy?.stop();
  await db?.close();
});

const asked = (): Promise<unknown[]> => database.run('one', 'select 1 as one');
const transacted = (): Promise<unknown[]> => database.transaction((tx) => tx.run('one', 'select 1 as one'));

test('connections that break in the moment when they are handed over end no process: the database counts as away', async () => {
  proxy.dying = true;
  const all = [asked, transacted, asked, transacted, asked, transacted, transacted];
  const ends = await Promise.allSettled(all.map((one) => one()));
  const reasons = ends.map((end) => (end.status === 'rejected' ? (end.reason as unknown) : 'answered'));
  expect(reasons.filter((reason) => reason !== 'answered' && !isUnavailable(reason))).toEqual([]);
  expect(reasons).toContainEqual(expect.any(Error));
  proxy.dying = false;
  expect(await transacted()).toEqual([{ one: 1 }]);
  expect(await asked()).toEqual([{ one: 1 }]);
});
