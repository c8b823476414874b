import { instant } from '@open122/contracts';

import type { Facts } from '../facts';
import { happenedInUse, useUnmet } from './non-own-vehicle';

const person: Facts['person'] = { level: 'window', listedFrom: null, listedUntil: null };
const use: Facts['use'] = {
  ...{ own: false, bound: false, used: 0, users: 0, ownerIsIndividual: true, ownerIsRegistered: true },
};
const on = (day: string) => ({ now: instant(`${day}T02:00:00Z`), submittedAt: instant(`${day}T02:00:00Z`) });
const codes = (more: Partial<Facts['use']> = {}, level: 'online' | 'window' = 'window', day = '2026-01-05') =>
  useUnmet({ person: { ...person, level }, use: { ...use, ...more } }, on(day)).map(({ code }) => code);

test('a person of a window may use the vehicle of a registered individual', () =>
  expect(codes()).toEqual([]));

test.each<[string, Partial<Facts['use']>]>([
  ['vehicle-use.own', { own: true }],
  ['vehicle-use.bound', { bound: true }],
  ['vehicle-use.too-many', { used: 3 }],
  ['vehicle-use.too-many-users', { users: 3 }],
  ['vehicle-use.owner-not-individual', { ownerIsIndividual: false, ownerIsRegistered: false }],
  ['vehicle-use.owner-not-registered', { ownerIsRegistered: false }],
])('%s is the one reason', (code, facts) => expect(codes(facts)).toEqual([code]));

test('an account of level online is sent to a window', () =>
  expect(codes({}, 'online')).toEqual(['person.level-too-low']));

test('every reason is told at once', () =>
  expect(codes({ used: 3, users: 3, ownerIsRegistered: false }, 'online')).toEqual([
    ...['person.level-too-low', 'vehicle-use.too-many', 'vehicle-use.too-many-users'],
    'vehicle-use.owner-not-registered',
  ]));

test.each([
  ['2018-02-28', []],
  ['2018-03-01', ['vehicle-use.too-many-users', 'vehicle-use.owner-not-registered']],
])('on %s a fourth user of an unregistered owner: %j', (day, expected) =>
  expect(codes({ users: 3, ownerIsRegistered: false }, 'window', day)).toEqual(expected),
);

test.each([2, 3])('with %i bound a further one is possible only below three', (used) =>
  expect(codes({ used })).toEqual(used < 3 ? [] : ['vehicle-use.too-many']),
);

test.each([
  ['2018-02-01', '2018-02-28', true],
  ['2018-02-01', '2018-03-01', false],
  ['2018-02-10', '2018-03-01', true],
  ['2018-02-20', '2018-03-01', true],
])('a violation of %s, of a vehicle bound on 2018-02-10, counts on %s: %s', (happened, today, counts) => {
  const at = (day: string) => instant(`${day}T02:00:00Z`);
  expect(happenedInUse(at(happened), at('2018-02-10'), at(today))).toBe(counts);
});
