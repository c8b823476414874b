import { randomUUID } from 'node:crypto';

import { type Day, LicenceChanged, type PersonRef } from '@open122/contracts';

import { aMessage } from '../testing/deliver';
import { person, ToyLetters } from '../testing/toy-letters';

let toys: ToyLetters;
beforeAll(async () => (toys = await ToyLetters.start()));
afterAll(() => toys.close());

/** The tables refuse version 666 until they are told otherwise. */
async function heal(): Promise<void> {
  for (const table of ['standing', 'licence'])
    await toys.rows(`alter table ${table} drop constraint if exists ${table}_version_check`);
}
async function hurt(): Promise<void> {
  for (const table of ['standing', 'licence']) {
    await toys.rows(`delete from ${table} where version = 666`);
    await toys.rows(`alter table ${table} add constraint ${table}_version_check check (version <> 666)`);
  }
}
const versionOf = async (who: PersonRef) =>
  (await toys.rows<{ version: number }>('select version from standing where person = $1', [who]))[0]?.version;

/** Buries version 666 of a standing. */
async function buried(who: PersonRef) {
  await toys.standing(who, 666);
  return toys.last();
}
afterEach(async () => {
  await heal();
  await hurt();
});

describe('a replay for a copy of facts', () => {
  it('writes what the table refused before, once', async () => {
    const letter = await buried(person('a'));
    expect(letter).toMatchObject({ handler: 'blacklist.standing', cause: 'handler-failed', state: 'open' });
    expect((await toys.replay(letter.id)).outcome).toBe('dead');
    expect(await toys.letter(letter.id)).toMatchObject({ state: 'open', attempts: 2 });
    await heal();
    expect((await toys.replay(letter.id)).outcome).toBe('handled');
    expect(await versionOf(person('a'))).toBe(666);
    expect(await toys.rows('select outcome from inbox where event_id = $1', [letter.eventId])).toEqual([
      { outcome: 'handled' },
    ]);
    await expect(toys.replay(letter.id)).rejects.toMatchObject({ why: 'replayed' });
  });

  it('never overwrites a newer version', async () => {
    const letter = await buried(person('b'));
    await toys.standing(person('b'), 700);
    await heal();
    expect((await toys.replay(letter.id)).outcome).toBe('handled');
    expect(await versionOf(person('b'))).toBe(700);
  });

  it('does so at once with deliveries, in whatever order', async () => {
    for (let round = 0; round < 4; round += 1) {
      const who = `${String(round)}${'c'.repeat(42)}` as PersonRef;
      const letter = await buried(who);
      await heal();
      await Promise.all([toys.replay(letter.id), toys.standing(who, 667), toys.standing(who, 665)]);
      expect(await versionOf(who)).toBe(667);
      await hurt();
    }
  });

  it('brings nothing back that was deleted meanwhile: that copy is to be rebuilt', async () => {
    const licence = (licenceId: string, version: number, deleted = false) =>
      aMessage(
        LicenceChanged,
        {
          ...{ licenceId, person: person('p'), revision: 1, deleted, classes: [], status: [] },
          ...{ firstIssuedOn: '2020-01-01' as Day, validFrom: '2020-01-01' as Day, validUntil: null },
          ...{ issuingAuthority: 'HE', issueNo: 1 },
        },
        { version },
      );
    const [gone, known] = [randomUUID(), randomUUID()];
    await toys.licences([licence(gone, 1), licence(known, 1)]);
    await toys.licences([licence(gone, 666)]);
    const lost = await toys.last();
    await toys.licences([licence(known, 666)]);
    const kept = await toys.last();
    await toys.licences([licence(gone, 667, true)]);
    await heal();
    await expect(toys.replay(lost.id)).rejects.toMatchObject({ why: 'rebuild' });
    expect((await toys.replay(kept.id)).outcome).toBe('handled');
    expect(await toys.rows('select licence_id, version from licence')).toEqual([
      { licence_id: known, version: 666 },
    ]);
  });

  it('takes no tombstone: it has no version', async () => {
    const letter = await buried(person('d'));
    await toys.rows('update dead_letter set value = null where id = $1', [letter.id]);
    await expect(toys.replay(letter.id)).rejects.toMatchObject({ why: 'rebuild', detail: 'tombstone' });
  });
});
