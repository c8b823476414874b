import type { Instant } from '@open122/contracts';
import { type TestDatabase, testMigrations } from '@open122/testkit';
import { EntitySchema } from 'typeorm';

import { dayColumn, instantColumn } from './columns';
import { isUnavailable, sqlState } from './errors';
import type { Tx } from './tx';

interface Toy {
  id: number;
  at: Instant | null;
  on: string | null;
}
const ToySchema = new EntitySchema<Toy>({
  name: 'toy',
  columns: {
    id: { type: 'int8', primary: true },
    at: instantColumn({ nullable: true }),
    on: dayColumn({ nullable: true, name: 'on_day' }),
  },
});
const toyTable = `create table toy (id bigint primary key, at timestamptz(3), on_day date, price numeric(10,2))`;

let db: TestDatabase;
beforeAll(async () => {
  db = await testMigrations([toyTable], { entities: [ToySchema] });
});
beforeEach(() => db.database.run('toy.clear', 'delete from toy'));
afterAll(() => db.close());

const INSERT = 'insert into toy (id) values ($1)';
const insert = (tx: Tx, id: number) => tx.run('toy.insert', INSERT, [id]);
const ids = async () =>
  (await db.database.run<{ id: number }>('toy.ids', 'select id from toy order by id')).map(({ id }) => id);

describe('transaction', () => {
  it('commits what the work wrote and returns its result', async () => {
    const result = await db.database.transaction(async (tx) => {
      await insert(tx, 1);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await ids()).toEqual([1]);
  });

  it('rolls back and throws what the work threw', async () => {
    const work = db.database.transaction(async (tx) => {
      await insert(tx, 1);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('answers statements sent at once in order, on one connection', async () => {
    await db.database.transaction(async (tx) => {
      await Promise.all([1, 2, 3, 4, 5].map((id) => insert(tx, id)));
      const [own, other] = await Promise.all([
        tx.run<{ pid: number }>('pid', 'select pg_backend_pid() as pid'),
        tx.run<{ pid: number }>('pid', 'select pg_backend_pid() as pid'),
      ]);
      expect(own).toEqual(other);
    });
    expect(await ids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not pass a rollback off as a commit when a failed statement went unnoticed', async () => {
    const work = db.database.transaction(async (tx) => {
      await insert(tx, 1);
      await insert(tx, 1).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('unnoticed');
    expect(await ids()).toEqual([]);
  });

  it('commits with what was sent without waiting, and fails with its error', async () => {
    const send = (tx: Tx, id: number): void => tx.send('toy.insert', INSERT, [id]);
    await db.database.transaction(async (tx) => send(tx, 1));
    expect(await ids()).toEqual([1]);
    const twice = db.database.transaction(async (tx) => {
      await insert(tx, 2);
      send(tx, 1);
    });
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    expect(await ids()).toEqual([1]);
  });

  it('tells what was sent and failed, not the statement after it', async () => {
    const work = db.database.transaction(async (tx) => {
      tx.send('toy.bad', 'select 1/0');
      await insert(tx, 1);
    });
    await expect(work).rejects.toMatchObject({ code: '22012' });
    expect(await ids()).toEqual([]);
  });

  it('takes back what was sent when the work fails', async () => {
    const work = db.database.transaction(async (tx) => {
      tx.send('toy.insert', INSERT, [1]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('refuses a statement that comes after the end', async () => {
    let late: Tx | undefined;
    await db.database.transaction(async (tx) => {
      late = tx;
      await insert(tx, 1);
    });
    await expect(insert(late as Tx, 2)).rejects.toThrow('over');
  });

  it('runs again after a deadlock', async () => {
    await db.database.transaction(async (tx) => {
      await insert(tx, 1);
      await insert(tx, 2);
    });
    let runs = 0;
    const lock = (first: number, second: number) =>
      db.database.transaction(async (tx) => {
        runs += 1;
        await tx.run('toy.lock', 'select 1 from toy where id = $1 for update', [first]);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await tx.run('toy.lock', 'select 1 from toy where id = $1 for update', [second]);
      });
    await Promise.all([lock(1, 2), lock(2, 1)]);
    expect(runs).toBe(3);
  });

  it('gives up after five serialisation failures', async () => {
    let runs = 0;
    const work = db.database.transaction(async (tx) => {
      runs += 1;
      await tx.run('fail', `do $$ begin raise exception 'x' using errcode = '40001'; end $$`);
    });
    await expect(work).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(5);
  });

  it('does what was to follow the commit only after a commit', async () => {
    const done: string[] = [];
    await db.database
      .transaction(async (tx) => {
        tx.afterCommit(() => done.push('rolled back'));
        await insert(tx, 1);
        throw new Error('no');
      })
      .catch(() => undefined);
    await db.database.transaction(async (tx) => {
      tx.afterCommit(() => done.push('committed'));
      expect(done).toEqual([]);
      await insert(tx, 2);
    });
    expect(done).toEqual(['committed']);
  });

  it('keeps what was to follow the commit of the last run only', async () => {
    let runs = 0;
    const done: number[] = [];
    await db.database.transaction(async (tx) => {
      const run = (runs += 1);
      tx.afterCommit(() => done.push(run));
      if (run === 1)
        await tx.run('deadlock', `do $$ begin raise exception 'x' using errcode = '40P01'; end $$`);
    });
    expect(done).toEqual([2]);
  });

  it('runs again on a fresh connection when a prepared statement is older than its table', async () => {
    const read = () => db.database.transaction((tx) => tx.run('plan.all', 'select * from plan'));
    await db.database.run('plan.create', 'create table plan (a integer)');
    await read();
    await db.database.run('plan.alter', 'alter table plan add column b integer');
    expect(await read()).toEqual([]);
  });

  it('includes what TypeORM writes', async () => {
    await db.database
      .transaction(async (tx) => {
        await tx.manager.insert(ToySchema, { id: 7, at: null, on: null });
        await tx.manager.transaction((inner) => inner.insert(ToySchema, { id: 8, at: null, on: null }));
        expect(await tx.run('toy.count', 'select id from toy')).toHaveLength(2);
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(await ids()).toEqual([]);
  });
});

describe('read', () => {
  it('runs statements without a transaction', async () => {
    await db.database.read(async (tx) => {
      await insert(tx, 1);
      expect(await ids()).toEqual([1]);
      expect(() => tx.afterCommit(() => undefined)).toThrow('transaction');
    });
  });
});

describe('values', () => {
  it('reads moments as Instant, days as Day, int8 as number, numeric as text, alone and in arrays', async () => {
    const [row] = await db.database.run(
      'values',
      `select '2026-02-28 23:59:59.5+08'::timestamptz as at, '2026-02-28'::date as "on", 9007199254740991::int8 as big,
        1.10::numeric as price, array['2026-01-01T00:00:00Z'::timestamptz, null] as ats, array['2026-01-01'::date] as days,
        array[1, 2]::int8[] as bigs, null::timestamptz as none`,
    );
    expect(row).toEqual({
      at: '2026-02-28T15:59:59.500Z',
      on: '2026-02-28',
      big: 9007199254740991,
      price: '1.10',
      ats: ['2026-01-01T00:00:00.000Z', null],
      days: ['2026-01-01'],
      bigs: [1, 2],
      none: null,
    });
  });

  it('are the same through TypeORM', async () => {
    const toy = { id: 1, at: '2026-02-28T15:59:59.501Z' as Instant, on: '2026-02-28' };
    await db.database.transaction((tx) => tx.manager.insert(ToySchema, toy));
    const read = await db.database.read((tx) => tx.manager.findOneByOrFail(ToySchema, { id: 1 }));
    expect({ ...read }).toEqual(toy);
    const [raw] = await db.database.run('toy.one', 'select id, at, on_day as "on" from toy where id = 1');
    expect(raw).toEqual(toy);
  });
});

describe('errors', () => {
  it('tell their SQLSTATE, from pg and from TypeORM', async () => {
    await db.database.run('toy.insert', 'insert into toy (id) values ($1)', [1]);
    const twice = await db.database.transaction((tx) => insert(tx, 1)).catch((error: unknown) => error);
    const byTypeOrm = await db.database
      .transaction((tx) => tx.manager.insert(ToySchema, { id: 1, at: null, on: null }))
      .catch((error: unknown) => error);
    expect([sqlState(twice), sqlState(byTypeOrm)]).toEqual(['23505', '23505']);
    expect(isUnavailable(twice)).toBe(false);
  });

  it('a statement may last two and a half seconds, an idle transaction three: then the database counts as away', async () => {
    const slow = await db.database.run('sleep', 'select pg_sleep(4)').catch((error: unknown) => error);
    expect([sqlState(slow), isUnavailable(slow)]).toEqual(['57014', true]);
    const idle = await db.database
      .transaction(async (tx) => {
        await insert(tx, 1);
        await new Promise((resolve) => setTimeout(resolve, 3_500));
        await insert(tx, 2);
      })
      .catch((error: unknown) => error);
    expect(isUnavailable(idle)).toBe(true);
    expect(await ids()).toEqual([]);
  });

  it('a connection killed in mid-transaction counts as away, and the next transaction works', async () => {
    const killed = await db.database
      .transaction(async (tx) => {
        await insert(tx, 1);
        const [own] = await tx.run<{ pid: number }>('pid', 'select pg_backend_pid() as pid');
        await db.database.run('kill', 'select pg_terminate_backend($1)', [own?.pid]);
        await insert(tx, 2);
      })
      .catch((error: unknown) => error);
    expect(isUnavailable(killed)).toBe(true);
    await db.database.transaction((tx) => insert(tx, 3));
    expect(await ids()).toEqual([3]);
  });
});
