import { addMinutes, instant, type Instant } from '@open122/contracts';

import { countAttempt, type Counted, type Known, LOCKOUT_SECONDS, STRANGERS_FREE } from './lock-out';

const wall = instant('2026-01-05T09:00:00+08:00');
const seconds = (count: number): Instant => addMinutes(wall, count / 60);
const failed = (failures: number, more: object = {}) => ({
  ...{ failures, blockedUntil: wall, lastAt: seconds(-1), toldAt: null, ...more },
});
const [FREE, DAY] = [STRANGERS_FREE, -24 * 3_600];
const stranger = (client: object | null, strangers: object | null): Known =>
  ({ client, strangers, isStranger: true }) as Known;
const owner = (client: object | null, strangers: object | null): Known =>
  ({ client, strangers, isStranger: false }) as Known;

/** In a word: whether it goes on, whether a code is needed and the owner told, the counts after it, and the waits that follow. */
function inAWord(counted: Counted): string {
  if (!counted.allowed) return `wait ${counted.retryAfterSeconds}`;
  const of = ({ failures, blockedUntil }: { failures: number; blockedUntil: Instant }): string =>
    `${failures}/${(Date.parse(blockedUntil) - Date.parse(wall)) / 1_000}`;
  const said = [counted.codeNeeded ? 'code' : 'go', ...(counted.tell ? ['tell'] : [])].join(' ');
  return `${said} ${of(counted.client)} ${of(counted.strangers)}`;
}

test.each<[string, Known, string, string]>([
  ['the first', stranger(null, null), 'go 1/0 1/0', 'go 1/0 1/0'],
  ['the fifth of a client', stranger(failed(4), failed(4)), 'go 5/1 5/0', 'go 5/1 5/0'],
  [
    'a client that is to wait',
    stranger(failed(9, { blockedUntil: seconds(60) }), null),
    'wait 60',
    'wait 60',
  ],
  ['a client that has waited', stranger(failed(9), failed(9)), 'go 10/30 10/0', 'go 10/30 10/0'],
  ['the longest wait', stranger(failed(99), failed(9)), 'go tell 100/900 10/0', 'go tell 100/900 10/0'],
  [
    'a client after a day of peace',
    stranger(failed(99, { lastAt: seconds(DAY - 1) }), null),
    'go 1/0 1/0',
    'go 1/0 1/0',
  ],
  ['the last free one of strangers', stranger(null, failed(FREE - 1)), 'go 1/0 20/0', 'go 1/0 20/1'],
  ['a stranger after many', stranger(null, failed(FREE)), 'code tell 1/0 21/0', 'go tell 1/0 21/2'],
  ['one of very many', stranger(null, failed(999)), 'code tell 1/0 1000/0', 'go tell 1/0 1000/60'],
  [
    'a stranger while strangers wait',
    stranger(null, failed(FREE, { blockedUntil: seconds(7) })),
    'wait 7',
    'wait 7',
  ],
  [
    'the owner was told today',
    stranger(null, failed(FREE, { toldAt: seconds(DAY + 1) })),
    'code 1/0 21/0',
    'go 1/0 21/2',
  ],
  [
    'the owner was told a day ago',
    stranger(null, failed(FREE, { toldAt: seconds(DAY) })),
    'code tell 1/0 21/0',
    'go tell 1/0 21/2',
  ],
  [
    'strangers after a day of peace',
    stranger(null, failed(FREE, { lastAt: seconds(DAY - 1) })),
    'go 1/0 1/0',
    'go 1/0 1/0',
  ],
  [
    'a known client, whatever strangers do',
    owner(null, failed(999, { blockedUntil: seconds(60) })),
    'go 1/0 999/60',
    'go 1/0 999/60',
  ],
  ['a known client is no stranger', owner(failed(3), null), 'go 4/0 0/0', 'go 4/0 0/0'],
  ['a known client that guesses', owner(failed(10), null), 'go tell 11/60 0/0', 'go tell 11/60 0/0'],
  [
    'a known client that is to wait',
    owner(failed(9, { blockedUntil: seconds(1) }), null),
    'wait 1',
    'wait 1',
  ],
])('%s', (_, known, person, staff) => {
  expect(inAWord(countAttempt(known, 'person', wall))).toBe(person);
  expect(inAWord(countAttempt(known, 'staff', wall))).toBe(staff);
});

test('that the owner was told is kept, whoever comes next', () => {
  const told = countAttempt(owner(failed(10), null), 'person', wall);
  expect(told).toMatchObject({ tell: true, strangers: { toldAt: wall, lastAt: wall } });
  const after = told.allowed ? told.strangers : null;
  const next = countAttempt(stranger(failed(11), after), 'person', seconds(60));
  expect(next).toMatchObject({ tell: false, strangers: { failures: 1, toldAt: wall } });
});

test('a known client neither ends nor prolongs what strangers brought about', () => {
  const before = failed(FREE, { lastAt: seconds(-3_600) });
  const counted = countAttempt(owner(null, before), 'person', wall);
  expect(counted).toMatchObject({ strangers: before });
});

test('delays after failures only grow', () => {
  expect([...LOCKOUT_SECONDS].sort((a, b) => a - b)).toEqual([...LOCKOUT_SECONDS]);
  expect(LOCKOUT_SECONDS.slice(0, 4)).toEqual([0, 0, 0, 0]);
});
