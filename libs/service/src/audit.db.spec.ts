import { aFakeClock, type TestDatabase, testMigrations } from '@open122/testkit';

import { Audit } from './audit';
import { context } from './context';
import { serviceTables } from './database/tables';

let db: TestDatabase;
beforeAll(async () => {
  db = await testMigrations([serviceTables]);
});
afterAll(() => db.close());

const entry = {
  actor: 'staff:7',
  action: 'person.resolve',
  subject: 'ref',
  purpose: 'label',
  detail: { of: 1 },
};

it('a row tells who, what, whom, why, and when in platform time', async () => {
  const clock = aFakeClock();
  clock.advance(86_400_000);
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  await context.run({ traceparent }, () =>
    db.database.transaction((tx) => new Audit(clock).record(tx, entry)),
  );
  expect(await db.database.run('rows', 'select * from audit')).toEqual([
    { id: 1, at: '2026-01-06T01:00:00.000Z', traceparent, ...entry },
  ]);
});

it('is written with what it tells, or not at all', async () => {
  const before = await db.database.run('ids', 'select id from audit');
  const work = db.database.transaction(async (tx) => {
    await new Audit(aFakeClock()).record(tx, entry);
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await db.database.run('ids', 'select id from audit')).toEqual(before);
});

it.each(['update audit set actor = null', 'delete from audit', 'truncate audit'])(
  'rows stay: %s',
  async (sql) => {
    await expect(db.database.run(sql, sql)).rejects.toThrow('never changed');
  },
);
