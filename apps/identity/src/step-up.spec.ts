import { businesses } from '@open122/catalogue';
import { addMinutes, instant, type PhoneRef } from '@open122/contracts';

import { confirmStepUp, purposeWords } from './step-up';

const now = instant('2026-01-05T09:00:00+08:00');

it('a confirmation holds for five minutes from the first one on', () => {
  const request = {
    id: 'i',
    account: 'a',
    phoneRef: 'p' as PhoneRef,
    purpose: 'x',
    bodyDigest: 'd',
    requestedAt: now,
    expiresAt: null,
  };
  const confirmed = confirmStepUp(request, now);
  expect(confirmed.expiresAt).toBe(addMinutes(now, 5));
  expect(confirmStepUp(confirmed, addMinutes(now, 3)).expiresAt).toBe(confirmed.expiresAt);
});

it('every business can be confirmed by its name, nothing else can', () => {
  for (const { id, name } of businesses) expect(purposeWords(`apply:${id}`)?.zh).toContain(name.zh);
  expect(purposeWords('apply:NONE')).toBeNull();
  expect(purposeWords('anything')).toBeNull();
});
