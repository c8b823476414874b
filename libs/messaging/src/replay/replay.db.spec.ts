import { setTimeout as sleep } from 'node:timers/promises';

import { isUnavailable } from '@open122/service';

import { IgnoredByRule } from '../consume/message';
import { ToyLetters, twists } from '../testing/toy-letters';
import { CannotReplay } from './cannot-replay';

let toys: ToyLetters;
beforeAll(async () => (toys = await ToyLetters.start()));
afterEach(() => twists.clear());
afterAll(() => toys.close());

const BOTH = ['second', 'toy'];
const whyNot = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof CannotReplay ? error.why : error),
  );

describe('a replay', () => {
  it('has the effect that the delivery should have had, with its events and its place in the inbox', async () => {
    const { message, letter } = await toys.dying();
    expect(letter).toMatchObject({ attempts: 1, state: 'open', cause: 'handler-failed', endedAt: null });
    expect(letter.lastDiedAt).toBe(letter.firstDiedAt);
    expect(await toys.effects(message.key)).toEqual(['second']);
    expect(await toys.replay(letter.id)).toMatchObject({ outcome: 'handled', detail: '' });
    expect(await toys.effects(message.key)).toEqual(BOTH);
    expect(await toys.said(message)).toHaveLength(1);
    expect(await toys.inbox(message)).toEqual({
      'blacklist.toy': 'handled',
      'blacklist.second-toy': 'handled',
    });
    expect(await toys.letter(letter.id)).toMatchObject({
      state: 'replayed',
      endedBy: 'staff:7',
      reason: 'handled',
      attempts: 1,
    });
  });

  it('has it once: a second replay and a redelivery find it done', async () => {
    const { message, letter } = await toys.buried();
    await toys.replay(letter.id);
    expect(await whyNot(toys.replay(letter.id))).toBe('replayed');
    await toys.handovers([message, message]);
    expect(await toys.effects(message.key)).toEqual(BOTH);
  });

  it('has it once, however many ask at once, with redeliveries in between', async () => {
    for (let round = 0; round < 60; round += 1) {
      const message = toys.opened();
      const id = await toys.dead(message);
      const asked = Array.from({ length: 5 }, () => whyNot(toys.replay(id)));
      const delivered = Array.from({ length: 3 }, () => toys.handovers([message]));
      const ends = await Promise.all(asked);
      await Promise.all(delivered);
      expect(ends.filter((end) => end === 'done')).toHaveLength(1);
      expect(ends.filter((end) => end !== 'done' && end !== 'in-progress' && end !== 'replayed')).toEqual([]);
      expect((await toys.effects(message.key)).sort()).toEqual(BOTH);
      expect(await toys.said(message)).toHaveLength(1);
    }
  });

  it('is told to wait its turn while somebody else is at the letter', async () => {
    const { message, letter } = await toys.buried();
    twists.set(message.key, () => sleep(400));
    const first = toys.replay(letter.id);
    await sleep(150);
    expect(await whyNot(toys.replay(letter.id))).toBe('in-progress');
    expect(await whyNot(toys.discard(letter.id))).toBe('in-progress');
    expect((await first).outcome).toBe('handled');
  });

  it('that fails again writes nothing but one more attempt, when and why', async () => {
    const { message, letter } = await toys.buried();
    await sleep(5);
    twists.set(`${message.key} late`, () => {
      throw new RangeError('still broken');
    });
    const again = await toys.replay(letter.id);
    expect(again).toMatchObject({ outcome: 'dead', detail: 'RangeError: still broken' });
    expect(await toys.effects(message.key)).toEqual(['second']);
    expect(await toys.said(message)).toEqual([]);
    expect(await toys.inbox(message)).toMatchObject({ 'blacklist.toy': 'dead handler-failed' });
    const now = await toys.letter(letter.id);
    expect(now).toMatchObject({ state: 'open', attempts: 2, detail: 'RangeError: still broken' });
    expect(now.firstDiedAt).toBe(letter.firstDiedAt);
    expect(await toys.rows('select 1 from dead_letter where event_id = $1', [letter.eventId])).toHaveLength(
      1,
    );
    twists.clear();
    expect((await toys.replay(letter.id)).outcome).toBe('handled');
    expect(await toys.effects(message.key)).toEqual(BOTH);
  });

  it('that fails in a write nobody waited for has failed as well', async () => {
    for (const when of ['', ' late']) {
      const { message, letter } = await toys.buried();
      twists.set(`${message.key}${when}`, (tx) =>
        tx.send('toy.bad', 'insert into effect (handler, key) values (null, $1)', [message.key]),
      );
      expect(await toys.replay(letter.id)).toMatchObject({
        outcome: 'dead',
        detail: expect.stringContaining('null value in column'),
      });
      expect(await toys.effects(message.key)).toEqual(['second']);
      expect(await toys.letter(letter.id)).toMatchObject({ state: 'open', attempts: 2 });
    }
  });

  it('of a batch handler hands it the one message', async () => {
    const message = toys.opened();
    twists.set(`${message.key} second`, () => {
      throw new Error('second toy is broken');
    });
    await toys.handovers([message, toys.opened()]);
    const { id, handler } = await toys.last();
    expect([handler, await toys.effects(message.key)]).toEqual(['blacklist.second-toy', ['toy']]);
    expect((await toys.replay(id)).outcome).toBe('dead');
    twists.clear();
    expect((await toys.replay(id)).outcome).toBe('handled');
    expect(await toys.effects(message.key)).toEqual(['toy', 'second']);
  });

  it('that is cut off in its middle leaves the letter as it was', async () => {
    const { message, letter } = await toys.buried();
    twists.set(`${message.key} late`, (tx) =>
      tx.run('toy.cut', 'select pg_terminate_backend(pg_backend_pid())'),
    );
    expect(isUnavailable(await whyNot(toys.replay(letter.id)))).toBe(true);
    expect(await toys.letter(letter.id)).toEqual(letter);
    expect(await toys.inbox(message)).toMatchObject({ 'blacklist.toy': 'dead handler-failed' });
    twists.clear();
    expect((await toys.replay(letter.id)).outcome).toBe('handled');
    expect(await toys.effects(message.key)).toEqual(BOTH);
  });

  it('that a rule refuses is ignored by it, as a delivery would be; what it wrote before is taken back', async () => {
    for (const when of ['', ' late']) {
      const { message, letter } = await toys.buried();
      twists.set(`${message.key}${when}`, () => {
        throw new IgnoredByRule('toy.closed');
      });
      expect(await toys.replay(letter.id)).toMatchObject({ outcome: 'ignored', detail: 'toy.closed' });
      expect(await toys.inbox(message)).toMatchObject({ 'blacklist.toy': 'ignored toy.closed' });
      expect(await toys.effects(message.key)).toEqual(['second']);
      expect(await toys.letter(letter.id)).toMatchObject({ state: 'replayed', reason: 'ignored toy.closed' });
    }
  });

  it('of what was handled after the inbox had forgotten it has no second effect', async () => {
    const { message, letter } = await toys.buried();
    await toys.rows('delete from inbox where event_id = $1', [letter.eventId]);
    twists.set(message.key, () => Promise.resolve());
    await toys.handovers([message]);
    const before = await toys.effects(message.key);
    expect((await toys.replay(letter.id)).outcome).toBe('duplicate');
    expect(await toys.effects(message.key)).toEqual(before);
  });

  it('of a handler that is gone is refused, and of a letter that never was', async () => {
    const { letter } = await toys.buried();
    await toys.rows(`update dead_letter set handler = 'blacklist.former' where id = $1`, [letter.id]);
    expect(await whyNot(toys.replay(letter.id))).toBe('handler-gone');
    await toys.rows(`update dead_letter set topic = 'fulfilment.former' where id = $1`, [letter.id]);
    expect(await whyNot(toys.replay(letter.id))).toBe('handler-gone');
    expect(await whyNot(toys.replay(999_999))).toBe('unknown');
    expect(await toys.letter(letter.id)).toMatchObject({ state: 'open', attempts: 1 });
  });
});

describe('poison', () => {
  const unknown = () => {
    const message = toys.opened();
    return { ...message, headers: { ...message.headers, ce_type: 'NeverHeardOf' } };
  };

  it('that is poison still is refused with its cause', async () => {
    await toys.handovers([{ ...toys.opened(), value: Buffer.from('{"half') }]);
    const letter = await toys.last();
    await expect(toys.replay(letter.id)).rejects.toMatchObject({ why: 'still-invalid', detail: 'bad-json' });
    expect(await toys.letter(letter.id)).toEqual(letter);
  });

  it('that a later version understands goes to every handler, once each', async () => {
    const message = unknown();
    await toys.handovers([message]);
    const letter = await toys.last();
    expect(letter).toMatchObject({ handler: 'blacklist', cause: 'unknown-type', type: 'NeverHeardOf' });
    // as if the service had learnt the event's name
    await toys.rows(
      `update dead_letter set headers = jsonb_set(headers, '{ce_type}', '"HandoverOpened"') where id = $1`,
      [letter.id],
    );
    const ends = await Promise.all([1, 2, 3].map(() => whyNot(toys.replay(letter.id))));
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect((await toys.effects(message.key)).sort()).toEqual(BOTH);
    expect(
      await toys.rows(`select 1 from inbox where event_id = $1 and outcome = 'handled'`, [letter.eventId]),
    ).toHaveLength(1);
    await toys.handovers([{ ...message, headers: { ...message.headers, ce_type: 'HandoverOpened' } }]);
    expect(await toys.effects(message.key)).toHaveLength(2);
  });

  it('that is understood but fails stays open for another time, none of its handlers done', async () => {
    const message = unknown();
    await toys.handovers([message]);
    const { id } = await toys.last();
    await toys.rows(
      `update dead_letter set headers = jsonb_set(headers, '{ce_type}', '"HandoverOpened"') where id = $1`,
      [id],
    );
    twists.set(message.key, () => {
      throw new Error('not yet');
    });
    expect((await toys.replay(id)).outcome).toBe('dead');
    expect(await toys.effects(message.key)).toEqual([]);
    expect(await toys.letter(id)).toMatchObject({ state: 'open', attempts: 2, cause: 'handler-failed' });
    twists.clear();
    expect((await toys.replay(id)).outcome).toBe('handled');
    expect((await toys.effects(message.key)).sort()).toEqual(BOTH);
  });
});
