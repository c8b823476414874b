import { actorWords, entryWords } from './timeline';

test('a visit tells which refusal of how many it was', () => {
  const detail = { visit: 2, outcome: 'refused', refusals: 2, refusalsAllowed: 3 };
  expect(entryWords({ event: 'visited', detail })).toEqual({
    zh: '第 2 次投递：拒收；拒收 2/3。',
    en: 'Visit 2: refused; refusal 2 of 3.',
  });
});

test('an exclusive end is told as the last day that counts', () =>
  expect(entryWords({ event: 'ready', detail: { pickupUntil: '2026-02-06T16:00:00.000Z' } }).en).toBe(
    'The document can be collected until 2026-02-06.',
  ));

test('the applicant learns in which role somebody acted, not who', () => {
  expect(actorWords('person:3f2b').en).toBe('applicant');
  expect(actorWords('staff:zhang').en).toBe('operator');
  expect(actorWords('service:fulfilment').en).toBe('handover');
});
