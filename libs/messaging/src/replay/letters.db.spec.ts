import { serviceTables } from '@open122/service';
import { testMigrations } from '@open122/testkit';

import { deadLetterTables, messagingTables } from '../tables';
import { ToyLetters } from '../testing/toy-letters';
import { letters } from './letter.store';

let toys: ToyLetters;
beforeAll(async () => (toys = await ToyLetters.start()));
afterAll(() => toys.close());

describe('letters', () => {
  it('are listed by what they have in common, the newest first, large values left out', async () => {
    const first = (await toys.buried()).letter;
    const second = (await toys.buried()).letter;
    const list = (more: object) =>
      toys.database.read((tx) =>
        toys.letters.list(tx, {
          state: 'open',
          kind: { handler: 'blacklist.toy', topic: 'fulfilment.handover', type: 'HandoverOpened' },
          before: Number.MAX_SAFE_INTEGER,
          limit: 2,
          most: 10,
          ...more,
        }),
      );
    expect(await list({})).toMatchObject([
      { id: second.id, value: null, bytes: second.bytes },
      { id: first.id },
    ]);
    expect((await list({ before: second.id, limit: 1 })).map(({ id }) => id)).toEqual([first.id]);
    expect(await list({ kind: { cause: 'no-such-cause' } })).toEqual([]);
    const open = (after: number) =>
      toys.database.read((tx) => toys.letters.open(tx, { cause: 'handler-failed' }, after, 100));
    expect((await open(first.id - 1)).slice(0, 2)).toEqual([first.id, second.id]);
    const before = await toys.letters.countOpen();
    await toys.replay(first.id);
    expect(await toys.letters.countOpen()).toBe(before - 1);
    expect(await open(first.id - 1)).not.toContain(first.id);
  });

  it('are found by an index, whatever is asked for', async () => {
    const plans = ['', 'handler', 'topic', 'type', 'cause'].map((column) =>
      toys.database.transaction(async (tx) => {
        await tx.run('spec.noscan', 'set local enable_seqscan = off');
        await tx.run('spec.nosort', 'set local enable_sort = off');
        const also = column === '' ? '' : ` and ${column} = 'x'`;
        return tx.run<Record<string, string>>(
          `spec.plan ${column}`,
          `explain select id from dead_letter where state = 'open'${also} and id < 9 order by id desc limit 20`,
        );
      }),
    );
    for (const plan of await Promise.all(plans)) {
      const text = JSON.stringify(plan);
      expect(text).toMatch(/Index (Only )?Scan Backward using dead_letter_(state|handler|topic|type|cause)/);
      expect(text).not.toMatch(/Sort|Filter/);
    }
  });

  it('that are discarded are never replayed, and stay dead', async () => {
    const { message, letter } = await toys.buried();
    await toys.discard(letter.id);
    expect(await toys.letter(letter.id)).toMatchObject({
      state: 'discarded',
      endedBy: 'staff:7',
      reason: 'a test',
    });
    await expect(toys.replay(letter.id)).rejects.toMatchObject({ why: 'discarded' });
    await expect(toys.discard(letter.id)).rejects.toMatchObject({ why: 'discarded' });
    await toys.handovers([message]);
    expect(await toys.effects(message.key)).toEqual(['second']);
  });
});

describe('the migration', () => {
  it('leaves the letters of before open, with one attempt; a service that knows nothing of it buries on', async () => {
    const db = await testMigrations([serviceTables, messagingTables]);
    const insert = (id: string) =>
      db.database.run(
        'spec.former',
        `insert into dead_letter (handler, event_id, topic, partition, position, cause, detail, headers, died_at)
         values ('blacklist.toy', $1, 'fulfilment.handover', 0, 7, 'null', 'no value', '{}', '2026-01-05T01:00:00Z')`,
        [id],
      );
    await insert('before');
    await db.database.source.query(deadLetterTables);
    await insert('after');
    const found = await db.database.read((tx) =>
      letters(tx, { state: 'open', kind: {}, before: Number.MAX_SAFE_INTEGER, limit: 10, most: 10 }),
    );
    const died = '2026-01-05T01:00:00.000Z';
    expect(found).toMatchObject([
      { eventId: 'after', attempts: 1, firstDiedAt: died, lastDiedAt: died, bytes: null, endedAt: null },
      { eventId: 'before', attempts: 1, firstDiedAt: died, lastDiedAt: died },
    ]);
    await db.close();
  });
});
