import { Client } from 'pg';

import { ensureDatabases } from './databases';

const admin = process.env.TEST_PG_ADMIN_URL ?? '';
const names = ['zz_licence', 'zz_vehicle'];

function url(user: string, database: string): string {
  return Object.assign(new URL(admin), { username: user, password: 'secret', pathname: database }).href;
}

async function as<T>(where: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: where });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

describe('the databases of a province', () => {
  const settings = Object.fromEntries(
    names.flatMap((name) => {
      const service = name.slice(3).toUpperCase();
      return [
        [`${service}_DATABASE_URL`, url(name, name)],
        [`${service}_MIGRATOR_URL`, url(`${name}_migrator`, name)],
      ];
    }),
  ) as { LICENCE_DATABASE_URL: string; LICENCE_MIGRATOR_URL: string; VEHICLE_DATABASE_URL: string };

  afterAll(async () => {
    for (const name of names) {
      await as(admin, `drop database if exists ${name}`);
      await as(admin, `drop role if exists ${name}`);
      await as(admin, `drop role if exists ${name}_migrator`);
    }
  });

  test('are made once, and again without harm', async () => {
    expect(await ensureDatabases(admin, settings)).toEqual(names);
    expect(await ensureDatabases(admin, settings)).toEqual([]);
  });

  test('a service reads and writes what its migrator makes, and makes nothing itself', async () => {
    await as(settings.LICENCE_MIGRATOR_URL, 'create table kept (id serial, word text)');
    await as(settings.LICENCE_DATABASE_URL, `insert into kept (word) values ('a')`);
    expect(await as(settings.LICENCE_DATABASE_URL, 'select word from kept')).toEqual([{ word: 'a' }]);
    await expect(as(settings.LICENCE_DATABASE_URL, 'create table mine (id int)')).rejects.toThrow(
      /permission denied/,
    );
    await expect(as(settings.LICENCE_DATABASE_URL, 'drop table kept')).rejects.toThrow(/must be owner/);
  });

  test('nobody reads another service’s database', async () => {
    const foreign = url('zz_vehicle', 'zz_licence');
    await expect(as(foreign, 'select 1')).rejects.toThrow(/permission denied for database/);
  });

  test('a database on another server is somebody else’s', async () => {
    const elsewhere = 'postgres://zz_gateway:secret@db.example:5432/zz_gateway';
    const gateway = { GATEWAY_DATABASE_URL: elsewhere, GATEWAY_MIGRATOR_URL: elsewhere };
    expect(await ensureDatabases(admin, gateway)).toEqual([]);
  });
});
