import { day } from '@open122/contracts';

import { dated } from './dated';

const fee = dated([
  ['2013-01-01', 15],
  ['2017-07-01', 10],
]);

test.each([
  ['2013-01-01', 15],
  ['2017-06-30', 15],
  ['2017-07-01', 10],
  ['2030-01-01', 10],
])('on %s the value is %d', (on, value) => expect(fee.asOf(day(on))).toBe(value));

test('before its first day a value is unknown', () =>
  expect(() => fee.asOf(day('2012-12-31'))).toThrow('no value before 2013-01-01: 2012-12-31'));

test('values out of order, or none, are refused', () => {
  expect(() => dated([])).toThrow(RangeError);
  expect(() =>
    dated([
      ['2017-07-01', 10],
      ['2013-01-01', 15],
    ]),
  ).toThrow(RangeError);
  expect(() =>
    dated([
      ['2017-07-01', 10],
      ['2017-07-01', 15],
    ]),
  ).toThrow(RangeError);
});
