import { Logger } from '@nestjs/common';
import { DatabaseAway } from '@open122/service';

import { patiently, persistently } from './patience';

beforeAll(() => Logger.overrideLogger(false));

const always = () => true;
/** Fails so often, then succeeds. */
const failing = (times: number, error: Error) => {
  const state = { calls: 0 };
  const work = async () => {
    state.calls += 1;
    if (state.calls <= times) throw error;
    return 'done';
  };
  return { state, work };
};

it('waits for a database that is away', async () => {
  const { state, work } = failing(2, new DatabaseAway());
  expect(await patiently(work, always)).toBe('done');
  expect(state.calls).toBe(3);
});

it('leaves what is no longer ours', async () => {
  let ours = true;
  const work = async () => {
    ours = false;
    throw new DatabaseAway();
  };
  expect(await patiently(work, () => ours)).toBeNull();
  expect(await patiently(work, () => ours)).toBeNull();
});

it('does not wait for a fault', async () => {
  const { state, work } = failing(9, new Error('fault'));
  await expect(patiently(work, always)).rejects.toThrow('fault');
  expect(state.calls).toBe(1);
});

it('tries a fault five times, for less than a consumer may be silent', async () => {
  const begun = Date.now();
  const { state, work } = failing(9, new Error('fault'));
  await expect(persistently(work, always)).rejects.toThrow('fault');
  expect(state.calls).toBe(5);
  expect(Date.now() - begun).toBeLessThan(3_500);
});

it('does not try again what is final', async () => {
  const { state, work } = failing(9, new RangeError('final'));
  await expect(persistently(work, always, (error) => error instanceof RangeError)).rejects.toThrow('final');
  expect(state.calls).toBe(1);
});

it('a failure that passes ends well', async () => {
  const { work } = failing(2, new Error('fault'));
  expect(await persistently(work, always)).toBe('done');
});
