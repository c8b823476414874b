import { type Business, CATALOGUE_VERSION } from '@open122/catalogue';
import { day, instant, type PersonRef, type Province, type SerialNumber } from '@open122/contracts';

import { type Application, endOf, moved, submitted, undoWindowOpen, workingDaysLate } from './application';
import { APPLICATION_STATES } from './life-cycle';

const province = {
  parameters: { undoMinutes: 10 },
  holidays: { daysOff: [day('2026-01-01'), day('2026-01-02')], makeUpDays: [day('2026-01-04')] },
} as unknown as Province;
const toy = {
  id: 'T1',
  fee: (_p: unknown, on: string) => (on < '2026-01-05' ? 700 : 900),
} as unknown as Business;
const submission = {
  serial: 'HEL202601060000001' as SerialNumber,
  person: 'p'.repeat(43) as PersonRef,
  object: '7b0f0c1e-0000-4000-8000-000000000001',
  level: 'window',
  delivery: { method: 'pickup', office: 'centre' },
} as const;
const at = (text: string): Application => submitted(toy, province, submission, instant(text));

test('a new application fixes fee, undo window and decision day from its own moment', () =>
  expect(at('2026-01-06T02:00:00Z')).toMatchObject({
    business: 'T1',
    state: 'SUBMITTED',
    feeFen: 900,
    undoUntil: '2026-01-06T02:10:00.000Z',
    decisionDueOn: '2026-01-07',
    catalogueVersion: CATALOGUE_VERSION,
    version: 1,
  }));

test.each([
  ['the submission day does not count', '2026-01-06T15:59:59Z', '2026-01-07'],
  ['a day begins in Shanghai', '2026-01-06T16:00:00Z', '2026-01-08'],
  ['Friday is decided on Monday', '2026-01-09T02:00:00Z', '2026-01-12'],
  ['days off do not count, a make-up Sunday does', '2025-12-31T02:00:00Z', '2026-01-04'],
])('%s', (_title, submittedAt, due) => expect(at(submittedAt).decisionDueOn).toBe(due));

test('the undo window ends after ten minutes, to the millisecond', () => {
  const application = at('2026-01-06T02:00:00Z');
  expect(undoWindowOpen(application, instant('2026-01-06T02:09:59.999Z'))).toBe(true);
  expect(undoWindowOpen(application, instant('2026-01-06T02:10:00Z'))).toBe(false);
});

test.each([
  ['2026-01-07', 0],
  ['2026-01-08', 1],
  ['2026-01-09', 2],
  ['2026-01-11', 2],
  ['2026-01-12', 3],
])('due on Wednesday 7 January, on %s it is %d working days late', (today, late) =>
  expect(workingDaysLate(at('2026-01-06T02:00:00Z'), day(today), province.holidays)).toBe(late),
);

test('what is decided is not late any more', () => {
  const accepted = moved(at('2026-01-06T02:00:00Z'), 'accepted')!;
  expect(workingDaysLate(accepted, day('2026-03-01'), province.holidays)).toBe(0);
});

test('a move raises the version and is refused where the life cycle has none', () => {
  const application = at('2026-01-06T02:00:00Z');
  const undone = moved(application, 'undone');
  expect(undone).toEqual({ ...application, state: 'UNDONE', version: 2 });
  expect(moved(undone!, 'accepted')).toBeNull();
});

test('the ends after acceptance are told to others; undone and rejected have events of their own', () =>
  expect(APPLICATION_STATES.map(endOf).filter((end) => end !== null)).toEqual([
    'COMPLETED',
    'REFUSED_AT_DOOR',
    'PICKUP_LAPSED',
  ]));
