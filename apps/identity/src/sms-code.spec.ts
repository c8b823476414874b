import { addMinutes, instant } from '@open122/contracts';

import { drawCode, nextCode } from './sms-code';

const now = instant('2026-01-05T09:00:00+08:00');
const asked = (minutesAgo: number, sentThatDay = 1) => ({
  sentAt: addMinutes(now, -minutesAgo),
  countedOn: '2026-01-05' as never,
  sentThatDay,
});

it('the first code is valid for five minutes', () => {
  expect(nextCode(null, now)).toEqual({
    allowed: true,
    asked: { sentAt: now, countedOn: '2026-01-05', sentThatDay: 1 },
    expiresAt: addMinutes(now, 5),
  });
});

it('one code per 60 seconds', () => {
  expect(nextCode(asked(0.5), now)).toEqual({ allowed: false, why: 'too-soon', retryAfterSeconds: 30 });
  expect(nextCode(asked(1), now)).toMatchObject({ allowed: true, asked: { sentThatDay: 2 } });
});

it('ten a day, counted anew on the next', () => {
  const untilMidnight = 15 * 3600;
  const refused = { allowed: false, why: 'too-many', retryAfterSeconds: untilMidnight };
  expect(nextCode(asked(1, 10), now)).toEqual(refused);
  expect(nextCode({ ...asked(1, 10), countedOn: '2026-01-04' as never }, now)).toMatchObject({
    allowed: true,
    asked: { sentThatDay: 1 },
  });
});

it('a code has six digits, leading zeros included', () => {
  for (let i = 0; i < 200; i += 1) expect(drawCode()).toMatch(/^\d{6}$/);
});
