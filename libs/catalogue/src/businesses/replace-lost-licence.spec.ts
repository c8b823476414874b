import { day, instant, LICENCE_STATUS, type Parameters } from '@open122/contracts';

import { factsNeeded, unmet } from '../business';
import type { Facts } from '../facts';
import { replaceLostLicence as D1 } from './replace-lost-licence';

const parameters = { opensFirst: day('2015-12-01'), licenceFeeFen: 1000 } as Parameters;
const happy = {
  person: { level: 'window', listedFrom: null, listedUntil: null },
  licence: { bound: true, status: ['A'] },
  province: { parameters },
  applications: { openSerial: null },
} as const satisfies Partial<Facts>;
const NOW = instant('2026-01-06T02:00:00Z');
const codes = (facts: Partial<Facts>, submittedAt = NOW) =>
  unmet(D1, facts, { now: NOW, submittedAt }).map(({ code }) => code);

test('a person of a window with a bound, normal licence may replace it', () =>
  expect(codes(happy)).toEqual([]));

const listed = (listedFrom: string, listedUntil: string): Partial<Facts> => ({
  person: { level: 'window', listedFrom: instant(listedFrom), listedUntil: instant(listedUntil) },
});
const status = (...letters: Facts['licence']['status']): Partial<Facts> => ({
  licence: { bound: true, status: letters },
});

test.each<[string, Partial<Facts>]>([
  ['person.level-too-low', { person: { level: 'online', listedFrom: null, listedUntil: null } }],
  ['application.open', { applications: { openSerial: 'HEL202601010000001' as never } }],
  ['person.listed', listed('2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z')],
  ['licence.not-bound', { licence: { bound: false, status: ['A'] } }],
  ['licence.seized', status('K')],
  ['licence.withheld', status('U')],
  ['licence.suspended', status('D')],
  ['licence.withdrawn', status('E')],
  ['licence.revoked', status('F')],
  ['licence.cancelled', status('G')],
  ['licence.cancelled-restorable', status('R')],
  ['licence.stopped', status('J')],
  ['licence.renewal-overdue', status('M')],
])('%s is the one reason', (code, facts) => expect(codes({ ...happy, ...facts })).toEqual([code]));

test('before the opening day it is refused with the date', () =>
  expect(
    unmet(D1, happy, { now: instant('2015-11-30T00:00:00Z'), submittedAt: instant('2015-11-30T00:00:00Z') }),
  ).toMatchObject([{ code: 'business.not-open-yet', until: '2015-11-30T16:00:00.000Z' }]));

test('letters together give a reason each', () =>
  expect(codes({ ...happy, ...status('K', 'U', 'M') })).toEqual([
    'licence.seized',
    'licence.withheld',
    'licence.renewal-overdue',
  ]));

const barring = 'KUDEFGRJM';
test.each(LICENCE_STATUS.filter((letter) => !barring.includes(letter)))(
  'letter %s is no obstacle',
  (letter) => expect(codes({ ...happy, ...status(letter) })).toEqual([]),
);

test.each([
  [
    'a listing that starts with the submission rejects',
    '2026-01-06T02:00:00Z',
    '2026-07-06T02:00:00Z',
    ['person.listed'],
  ],
  [
    'a listing that starts after the submission lets it go on',
    '2026-01-06T02:00:00.001Z',
    '2026-07-06T02:00:00Z',
    [],
  ],
  [
    'a listing in its last millisecond rejects',
    '2025-07-06T02:00:00Z',
    '2026-01-06T02:00:00.001Z',
    ['person.listed'],
  ],
  ['a listing that is over bars nothing', '2025-07-06T02:00:00Z', '2026-01-06T02:00:00Z', []],
])('%s', (_title, from, until, expected) =>
  expect(codes({ ...happy, ...listed(from, until) })).toEqual(expected),
);

test('who is listed is told the day it ends and both cures', () => {
  const [reason] = unmet(
    D1,
    { ...happy, ...listed('2026-01-01T00:00:00Z', '2026-07-01T02:00:00Z') },
    { now: NOW, submittedAt: NOW },
  );
  expect(reason).toMatchObject({
    until: '2026-07-01T02:00:00.000Z',
    basis: expect.stringContaining('rules §4'),
  });
  expect(reason?.cures).toHaveLength(2);
  expect(reason?.cures[0]?.en).toContain('2026-07-01');
  expect(reason?.cures[1]?.zh).toContain('窗口');
});

test('an overdue renewal is sent to the expiry renewal', () =>
  expect(unmet(D1, { ...happy, ...status('M') }, { now: NOW, submittedAt: NOW })[0]?.cures[0]).toEqual({
    zh: '请改为申请期满换领驾驶证。',
    en: 'Apply for the expiry renewal of the driving licence instead.',
  }));

test('it costs the licence fee of the province and asks nothing of a vehicle', () => {
  expect(D1.fee(parameters, day('2026-01-06'))).toBe(1000);
  expect(factsNeeded(D1)).toEqual(new Set(['province', 'person', 'applications', 'licence']));
});
