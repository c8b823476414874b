import type { Instant } from '@open122/contracts';

import type { KeyPurpose } from './key-material';
import {
  type KeyState,
  later,
  LEAD_SECONDS,
  PUBLISHED_AFTER,
  READ_EVERY,
  type RingKey,
  stateOf,
} from './key-ring';

const START = '2026-01-05T00:00:00.000Z' as Instant;
const SECOND = 1_000;

const key = (id: string, usedFrom: Instant, more: Partial<RingKey> = {}): RingKey => ({
  ...{ id, purpose: 'data', wrapped: Buffer.from(id), root: 'r', madeAt: START, usedFrom, retiredAt: null },
  ...more,
});
/** Three keys, used from the start, from an hour later, and from two. */
const ringOf = (purpose: KeyPurpose): RingKey[] =>
  [0, 1, 2].map((hours) => key(`k${hours}`, later(START, hours * 3_600 * SECOND), { purpose }));

describe('what a key is at a moment', () => {
  const rows: [KeyPurpose, string, number, KeyState[]][] = [
    ['data', 'the first is in use, both others wait', 0, ['in-use', 'waiting', 'waiting']],
    ['data', 'a moment before the second is used', 3_600 * SECOND - 1, ['in-use', 'waiting', 'waiting']],
    ['data', 'at the very moment', 3_600 * SECOND, ['kept', 'in-use', 'waiting']],
    [
      'data',
      'long after the third: all that are not retired open',
      10_000 * SECOND,
      ['kept', 'kept', 'in-use'],
    ],
    ['token', 'a moment before the second is used', 3_600 * SECOND - 1, ['in-use', 'waiting', 'waiting']],
    ['token', 'at the very moment', 3_600 * SECOND, ['kept', 'in-use', 'waiting']],
    [
      'token',
      'while a token of the first may be about',
      3_600 * SECOND + PUBLISHED_AFTER - 1,
      ['kept', 'in-use', 'waiting'],
    ],
    ['token', 'when the last has run out', 3_600 * SECOND + PUBLISHED_AFTER, ['gone', 'in-use', 'waiting']],
    [
      'token',
      'counted from its own successor, not from the newest',
      7_200 * SECOND,
      ['gone', 'kept', 'in-use'],
    ],
  ];
  it.each(rows)('%s key: %s', (purpose, _, after, states) => {
    const ring = ringOf(purpose);
    expect(ring.map((each) => stateOf(each, ring, later(START, after)))).toEqual(states);
  });

  it('a retired key is gone, whatever its time', () => {
    const [first, second] = ringOf('data') as [RingKey, RingKey];
    const retired = { ...first, retiredAt: START };
    expect(stateOf(retired, [retired, second], later(second.usedFrom, 1))).toBe('gone');
  });

  it('keys of the other purpose do not count', () => {
    const token = key('t', START, { purpose: 'token' });
    const data = key('d', later(START, 1));
    expect(stateOf(token, [token, data], later(START, 2))).toBe('in-use');
  });
});

it('an access token outlives no key by its signature; the lead is longer than a reading and the gateway’s ten seconds', () => {
  expect(PUBLISHED_AFTER).toBeGreaterThanOrEqual((600 + 60) * SECOND);
  expect(LEAD_SECONDS * SECOND).toBeGreaterThan(10 * SECOND + 2 * READ_EVERY);
});
