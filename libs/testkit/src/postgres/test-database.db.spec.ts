import { asAdmin } from './admin';
import { tablesTemplate } from './template';
import { testMigrations } from './test-database';

const tables = ['create table toy (id integer primary key)', 'insert into toy values (1)'].map(
  (sql) => `${sql};`,
);
/** By its oid, which a database that is made anew would not keep. */
const templateOf = async (): Promise<unknown> => {
  const name = await tablesTemplate(tables);
  return asAdmin(
    async (client) =>
      (await client.query('select oid from pg_database where datname = $1', [name])).rows as unknown,
  );
};

it('each test has a database of its own, copied from one template', async () => {
  const [a, b] = await Promise.all([testMigrations(tables), testMigrations(tables)]);
  const before = await templateOf();
  await a.database.run('add', 'insert into toy values (2)');
  expect(await a.database.run('all', 'select id from toy order by id')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await b.database.run('all', 'select id from toy')).toEqual([{ id: 1 }]);
  const c = await testMigrations(tables);
  expect(before).toHaveLength(1);
  expect(await templateOf()).toEqual(before);
  await Promise.all([a.close(), b.close(), c.close()]);
});

it('a closed one is dropped', async () => {
  const { url, close } = await testMigrations(tables);
  await close();
  const name = new URL(url).pathname.slice(1);
  const { rowCount } = await asAdmin((client) =>
    client.query('select 1 from pg_database where datname = $1', [name]),
  );
  expect(rowCount).toBe(0);
});
