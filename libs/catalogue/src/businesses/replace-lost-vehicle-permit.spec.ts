import { day, instant, type Parameters, VEHICLE_STATUS } from '@open122/contracts';

import { factsNeeded, unmet } from '../business';
import type { Facts } from '../facts';
import { replaceLostVehiclePermit as V1 } from './replace-lost-vehicle-permit';

const parameters = {
  opensFirst: day('2015-12-01'),
  vehiclePermitFeeFen: [
    [day('2013-01-01'), 1500],
    [day('2017-07-01'), 1000],
  ],
} as Parameters;
const car = { bound: true, status: ['A'], plateType: '02', vehicleType: 'K33' } as const;
const happy = {
  person: { level: 'window', listedFrom: null, listedUntil: null },
  vehicle: car,
  province: { parameters },
  applications: { openSerial: null },
} as const satisfies Partial<Facts>;
const NOW = instant('2026-01-06T02:00:00Z');
const codes = (facts: Partial<Facts>) =>
  unmet(V1, { ...happy, ...facts }, { now: NOW, submittedAt: NOW }).map(({ code }) => code);
const status = (...letters: Facts['vehicle']['status']) => ({ vehicle: { ...car, status: letters } });

test('a person of a window with a bound, normal, small vehicle may replace its permit', () =>
  expect(codes({})).toEqual([]));

const CODE_OF: Record<Exclude<(typeof VEHICLE_STATUS)[number], 'A'>, string> = {
  B: 'vehicle.moved-out',
  C: 'vehicle.stolen',
  D: 'vehicle.out-of-use',
  E: 'vehicle.deregistered',
  G: 'vehicle.violation-open',
  H: 'vehicle.under-customs',
  I: 'vehicle.accident-open',
  K: 'vehicle.sealed',
  L: 'vehicle.withheld',
  M: 'vehicle.forced-deregistration',
  O: 'vehicle.locked',
  P: 'vehicle.scrapping-due',
  Q: 'vehicle.inspection-overdue',
};

test.each(VEHICLE_STATUS.filter((letter) => letter !== 'A'))(
  'letter %s has a reason of its own',
  (letter) => {
    expect(codes(status(letter))).toEqual([CODE_OF[letter]]);
    expect(codes(status('A', letter))).toEqual([CODE_OF[letter]]);
  },
);

test('a record without any letter is not exactly normal', () =>
  expect(codes(status())).toEqual(['vehicle.not-normal']));

test.each<[string, Partial<Facts>]>([
  ['person.level-too-low', { person: { level: 'online', listedFrom: null, listedUntil: null } }],
  ['application.open', { applications: { openSerial: 'HEV202601010000001' as never } }],
  [
    'person.listed',
    {
      person: {
        level: 'window',
        listedFrom: instant('2026-01-01T00:00:00Z'),
        listedUntil: instant('2026-07-01T00:00:00Z'),
      },
    },
  ],
  ['vehicle.not-bound', { vehicle: { ...car, bound: false } }],
])('%s is the one reason', (code, facts) => expect(codes(facts)).toEqual([code]));

test('before the opening day it is refused with the date', () => {
  const then = instant('2015-11-30T00:00:00Z');
  expect(unmet(V1, happy, { now: then, submittedAt: then })).toMatchObject([
    { code: 'business.not-open-yet', until: '2015-11-30T16:00:00.000Z' },
  ]);
});

test.each([
  ['02', 'K31', true],
  ['02', 'K49', true],
  ['52', 'H31', true],
  ['52', 'H41', true],
  ['01', 'K31', false],
  ['02', 'K21', false],
  ['02', 'H21', false],
  ['51', 'K31', false],
  ['07', 'M11', false],
] as const)('plate type %s with vehicle type %s: small is %s', (plateType, vehicleType, small) =>
  expect(codes({ vehicle: { ...car, plateType, vehicleType } })).toEqual(small ? [] : ['vehicle.not-small']),
);

test.each([
  ['2017-06-30', 1500],
  ['2017-07-01', 1000],
])('on %s it costs %d fen', (on, fen) => expect(V1.fee(parameters, day(on))).toBe(fen));

test('it asks nothing of a licence', () => expect(factsNeeded(V1)).not.toContain('licence'));
