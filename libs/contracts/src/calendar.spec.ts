import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

import {
  addMonths,
  addMonthsToDay,
  addDays,
  addWorkingDays,
  day,
  dayOf,
  endOfDay,
  epochOf,
  inShanghai,
  type Instant,
  instant,
  workingDaysBetween,
} from './calendar';

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-03-15', 1, '2026-04-15'],
])('%s and %i months is %s: a missing day becomes the last of its month (rules §3)', (from, months, to) => {
  expect(addMonthsToDay(day(from), months)).toBe(to);
});

test('calendar months keep the clock time of Shanghai', () => {
  expect(addMonths(instant('2026-01-31T23:30:00+08:00'), 1)).toBe('2026-02-28T15:30:00.000Z');
});

test('a day ends where the next one begins in Shanghai', () => {
  expect(endOfDay(day('2026-02-28'))).toBe('2026-02-28T16:00:00.000Z');
  expect(dayOf(instant('2026-02-28T16:00:00Z'))).toBe('2026-03-01');
});

test('a moment is shown with +08:00', () => {
  expect(inShanghai(instant('2026-01-01T00:00:00Z'))).toBe('2026-01-01T08:00:00.000+08:00');
});

test('moments are read and shown as Temporal does, summers before 1992 included', () => {
  const moments = fc.date({ min: new Date('1986-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, (date) => {
      const at = date.toISOString() as Instant;
      const known = Temporal.Instant.from(at);
      expect(epochOf(at)).toBe(known.epochMilliseconds);
      const shown = known.toZonedDateTimeISO('Asia/Shanghai');
      expect(inShanghai(at)).toBe(shown.toString({ timeZoneName: 'never', fractionalSecondDigits: 3 }));
    }),
  );
  expect(inShanghai(instant('1988-07-01T00:00:00Z'))).toBe('1988-07-01T09:00:00.000+09:00');
  expect(() => epochOf('yesterday' as Instant)).toThrow(RangeError);
});

test.each([
  ['2026-01-05', '2026-01-06', 'the next weekday'],
  ['2026-01-09', '2026-01-12', 'over a weekend'],
  ['2025-12-31', '2026-01-04', 'over days off to a make-up Sunday'],
])('one working day after %s is %s: %s (rules §5)', (from, to) => {
  const calendar = { daysOff: ['2026-01-01', '2026-01-02'], makeUpDays: ['2026-01-04'] };
  expect(addWorkingDays(day(from), 1, calendar)).toBe(to);
});

test('counting working days is walking from one to the next (rules §5)', () => {
  const days = fc.integer({ min: 0, max: 200 }).map((days) => addDays(day('2025-12-01'), days));
  const calendar = fc.record({
    daysOff: fc.uniqueArray(days, { maxLength: 20 }),
    makeUpDays: fc.uniqueArray(days, { maxLength: 8 }),
  });
  fc.assert(
    fc.property(days, days, calendar, (after, last, holidays) => {
      let walked = 0;
      for (let on = addWorkingDays(after, 1, holidays); on <= last; walked += 1)
        on = addWorkingDays(on, 1, holidays);
      expect(workingDaysBetween(after, last, holidays)).toBe(walked);
    }),
  );
});

test('a day that is none is refused', () => {
  expect(() => day('2026-02-29')).toThrow(RangeError);
});
