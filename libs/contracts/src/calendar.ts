import { Temporal } from 'temporal-polyfill';

/** A moment: ISO 8601 in UTC with exactly three decimals, `2026-01-01T00:00:00.000Z`, so that text order is time order. */
export type Instant = string & { readonly __instant: unique symbol };
/** A calendar day in Asia/Shanghai: `2026-01-01`. */
export type Day = string & { readonly __day: unique symbol };

/** Days off and make-up working days of the province's office calendar (rules §5). */
export interface HolidayCalendar {
  daysOff: readonly string[];
  makeUpDays: readonly string[];
}

const ZONE = 'Asia/Shanghai';

const fromTemporal = (at: Temporal.Instant): Instant => at.toString({ fractionalSecondDigits: 3 }) as Instant;
const zoned = (at: Instant): Temporal.ZonedDateTime => Temporal.Instant.from(at).toZonedDateTimeISO(ZONE);

/** Reads any RFC 3339 text as an {@link Instant}. Throws RangeError when it is none. */
export const instant = (text: string): Instant => fromTemporal(Temporal.Instant.from(text));
/** Milliseconds since 1970 as an {@link Instant}. */
export const instantOf = (epochMilliseconds: number): Instant =>
  fromTemporal(Temporal.Instant.fromEpochMilliseconds(epochMilliseconds));
/** An {@link Instant} as milliseconds since 1970. Throws RangeError when it is none. */
export function epochOf(at: Instant): number {
  // a reading, no calendar arithmetic: every request asks for it, and Temporal takes twenty times as long
  const milliseconds = Date.parse(at);
  if (Number.isNaN(milliseconds)) throw new RangeError(`no moment: ${at}`);
  return milliseconds;
}
/** Reads `YYYY-MM-DD` as a {@link Day}. Throws RangeError when there is no such day. */
export const day = (text: string): Day =>
  // a reading, no calendar arithmetic: an import asks for hundred thousands, and Temporal takes ten times as long
  isDay(text) ? text : (Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as Day);
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, on] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return on >= 1 && on <= (MONTHS[month - 1] ?? 0) + (leap ? 1 : 0);
}
/** The day in Asia/Shanghai on which a moment falls. */
export const dayOf = (at: Instant): Day => zoned(at).toPlainDate().toString() as Day;
/** The first moment of a day in Asia/Shanghai. */
export const startOfDay = (on: Day): Instant =>
  fromTemporal(Temporal.PlainDate.from(on).toZonedDateTime(ZONE).toInstant());
/** The moment a day is over: the first of the next one, exclusive. */
export const endOfDay = (on: Day): Instant => startOfDay(addDays(on, 1));
const EIGHT_HOURS = 8 * 3_600_000;
/** Since then Shanghai's clocks are eight hours ahead and never change. */
const WITHOUT_SUMMER_TIME = '1992-01-01T00:00:00.000Z' as Instant;

/** A moment as RFC 3339 with +08:00, as the HTTP face shows it. */
export const inShanghai = (at: Instant): string =>
  at < WITHOUT_SUMMER_TIME
    ? zoned(at).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 })
    : `${new Date(epochOf(at) + EIGHT_HOURS).toISOString().slice(0, -1)}+08:00`;

/** Elapsed time, not calendar time. */
export const addMinutes = (at: Instant, minutes: number): Instant =>
  instantOf(epochOf(at) + minutes * 60_000);
/** Calendar months in Asia/Shanghai, the clock time kept, a missing day becomes the month's last (rules §5). */
export const addMonths = (at: Instant, months: number): Instant =>
  fromTemporal(zoned(at).add({ months }).toInstant());
/** Calendar days. */
export const addDays = (on: Day, days: number): Day =>
  Temporal.PlainDate.from(on).add({ days }).toString() as Day;
/** Calendar months of a day: 31 January + 1 = last day of February. */
export const addMonthsToDay = (on: Day, months: number): Day =>
  Temporal.PlainDate.from(on).add({ months }).toString() as Day;

/** Days since 1970-01-01, a Thursday. */
const numberOf = (on: string): number => Date.parse(on) / 86_400_000;
/** Mondays to Fridays among the days up to one. */
const weekdaysUpTo = (number: number): number => {
  const sinceMonday = number + 3;
  return Math.floor(sinceMonday / 7) * 5 + Math.min((((sinceMonday % 7) + 7) % 7) + 1, 5);
};
const isWeekday = (on: string): boolean => weekdaysUpTo(numberOf(on)) > weekdaysUpTo(numberOf(on) - 1);
const isWorkingDay = (on: Day, calendar: HolidayCalendar): boolean =>
  calendar.makeUpDays.includes(on) || (isWeekday(on) && !calendar.daysOff.includes(on));

/** The n-th working day after a day, that day itself excluded (rules §5). */
export function addWorkingDays(on: Day, count: number, calendar: HolidayCalendar): Day {
  let reached = on;
  for (let left = count; left > 0;) {
    reached = addDays(reached, 1);
    if (isWorkingDay(reached, calendar)) left -= 1;
  }
  return reached;
}
/** Working days behind a day, up to and with another one; 0 when that is not later. A count, not a walk: lists ask for it. */
export function workingDaysBetween(after: Day, last: Day, { daysOff, makeUpDays }: HolidayCalendar): number {
  if (last <= after) return 0;
  const within = (on: string): boolean => on > after && on <= last;
  const off = daysOff.filter((on) => within(on) && isWeekday(on) && !makeUpDays.includes(on));
  const madeUp = makeUpDays.filter((on) => within(on) && !isWeekday(on));
  return weekdaysUpTo(numberOf(last)) - weekdaysUpTo(numberOf(after)) - off.length + madeUp.length;
}
