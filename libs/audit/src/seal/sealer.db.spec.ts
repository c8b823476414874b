import { setTimeout as sleep } from 'node:timers/promises';

import { BusStart } from '@open122/messaging';
import { clearOutbox, outboxOf } from '@open122/testkit';

import { AuditedToy } from '../testing/audited-toy';

let toy: AuditedToy;
beforeEach(async () => (toy = await AuditedToy.start('licence')));
afterEach(() => toy.close());

const sealed = async () => (await toy.seals()).map(({ audit_ids }) => audit_ids);

it('rows are chained in their order, and the head goes out with the seal', async () => {
  await toy.write('a', 'b');
  expect(await toy.sealer.seal()).toBe(2);
  await toy.write('c');
  expect(await toy.sealer.seal()).toBe(1);
  const seals = await toy.seals();
  expect(seals).toMatchObject([
    { number: 1, audit_ids: [1, 2], top: 2 },
    { number: 2, audit_ids: [3], top: 3 },
  ]);
  expect(await outboxOf(toy.database)).toMatchObject(
    seals.map(({ number, head, audit_ids }) => ({
      topic: 'he.licence.audit.v1',
      key: 'licence',
      type: 'AuditSealed',
      version: number,
      data: { service: 'licence', number, head, count: audit_ids.length, sealedAt: toy.clock.wall() },
    })),
  );
});

it('a row that is committed late is sealed late; one that was rolled back leaves a gap', async () => {
  const [commit, rollBack] = [await toy.late('late'), await toy.late('never')];
  await toy.write('a', 'b');
  await toy.sealer.seal();
  expect(await sealed()).toEqual([[3, 4]]);
  // others go on meanwhile, and time passes
  toy.clock.pass(11_000);
  await toy.write('c');
  await toy.sealer.seal();
  await commit();
  await rollBack(true);
  await toy.sealer.seal();
  expect(await sealed()).toEqual([[3, 4], [5], [1]]);
  expect(await toy.sealer.seal()).toBe(0);
});

it('the floor rises once nobody can come late any more, and what waits above it is still found', async () => {
  await toy.write('a', 'b', 'c');
  await toy.sealer.seal();
  await toy.floorReaches(3);
  const commit = await toy.late('late');
  await toy.write('after');
  await toy.sealer.seal();
  await commit();
  await toy.sealer.seal();
  const { late } = await toy.ids();
  expect((await toy.seals()).at(-1)).toMatchObject({ audit_ids: [late] });
});

it('two instances at once seal each row once', async () => {
  const other = await AuditedToy.start('licence', toy.db);
  const subjects = Array.from({ length: 60 }, (_, index) => `row ${index}`);
  const writing = toy.write(...subjects);
  let written = false;
  void writing.then(() => (written = true));
  while (!written) await Promise.all([toy.sealer.seal(), other.sealer.seal()]);
  await writing;
  await toy.sealer.seal();
  const ids = (await sealed()).flat();
  expect(ids).toEqual(Object.values(await toy.ids()));
  expect((await toy.seals()).map(({ number }) => number)).toEqual(
    (await sealed()).map((_, index) => index + 1),
  );
  await other.service.close();
});

it('many rows take several seals of a thousand at most', async () => {
  await toy.db.database.run(
    'many',
    `insert into audit (at, actor, action, subject, traceparent)
     select '2026-01-05T01:00:00Z', 'staff:7', 'toy.do', 'row ' || n, '' from generate_series(1, 2500) as n`,
  );
  expect(await toy.sealer.seal()).toBe(2_500);
  expect((await sealed()).map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
});

it('does nothing while nothing is new', async () => {
  await toy.write('a');
  await toy.sealer.seal();
  await clearOutbox(toy.database);
  for (let round = 0; round < 5; round += 1) expect(await toy.sealer.seal()).toBe(0);
  expect(await outboxOf(toy.database)).toEqual([]);
  expect(await toy.seals()).toHaveLength(1);
});

it('begins with the bus, seals within seconds, and ends with the service', async () => {
  await toy.write('a');
  await sleep(1_200);
  expect(await toy.seals()).toEqual([]);
  toy.service.app.get(BusStart, { strict: false }).begin();
  for (let waited = 0; (await toy.seals()).length === 0 && waited < 10_000; waited += 50) await sleep(50);
  expect(await sealed()).toEqual([[1]]);
  await toy.sealer.stop();
  await toy.write('b');
  await sleep(1_200);
  expect(await sealed()).toEqual([[1]]);
});

it('tells for how long a row has waited', async () => {
  expect(await toy.sealer.oldestUnsealedSeconds()).toBe(0);
  await toy.write('a');
  expect(await toy.sealer.oldestUnsealedSeconds()).toBe(0);
  // the test clock is none of its business
  toy.clock.advance(86_400_000);
  toy.clock.pass(90_000);
  expect(await toy.sealer.oldestUnsealedSeconds()).toBe(90);
  await toy.sealer.seal();
  expect(await toy.sealer.oldestUnsealedSeconds()).toBe(0);
});

it.each(['update audit_seal set head = head', 'delete from audit_seal', 'truncate audit_seal'])(
  'seals stay: %s',
  async (sql) => {
    await expect(toy.db.database.run(sql, sql)).rejects.toThrow('never changed');
  },
);
