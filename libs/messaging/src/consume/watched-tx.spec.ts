import type { Tx } from '@open122/service';

import { WatchedTx } from './watched-tx';

const tx = { run: () => Promise.resolve([]), manager: {}, afterCommit: () => undefined } as unknown as Tx;

it.each([
  ['insert into toy values (1)', true],
  ['with found as (select 1) insert into toy select * from found', true],
  ['update toy set a = 1', true],
  ['UPDATE "toy" SET a = 1', true],
  ['update toy as t set a = 1', true],
  ['delete from toy', true],
  ['merge into toy using other on true', true],
  ['select * from toy for update', false],
  ['select updated, deleted from toy', false],
])('%s: a write is %p', async (sql, wrote) => {
  const watched = new WatchedTx(tx);
  await watched.run('spec', sql);
  expect(watched.wrote).toBe(wrote);
});

it('who takes the manager is thought to write', () => {
  const watched = new WatchedTx(tx);
  expect(watched.manager).toBeDefined();
  expect(watched.wrote).toBe(true);
});
