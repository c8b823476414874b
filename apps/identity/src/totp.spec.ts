import { addMinutes, instant } from '@open122/contracts';
import { authenticator } from 'otplib';

import { newTotpSecret, totpStep } from './totp';

const wall = instant('2026-01-05T09:00:10+08:00');
const codeAt = (secret: string, epoch: number): string => authenticator.clone({ epoch }).generate(secret);
const epoch = Date.parse(wall);

it('RFC 6238, test vector of its appendix B in six digits', () => {
  // the secret 12345678901234567890 at 59 s: 94287082
  expect(totpStep('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', '287082', instant('1970-01-01T00:00:59Z'))).toBe(1);
});

it('one step of skew is allowed to either side, two are not', () => {
  const secret = newTotpSecret();
  const step = Math.floor(epoch / 30_000);
  for (const skew of [-1, 0, 1])
    expect(totpStep(secret, codeAt(secret, epoch + skew * 30_000), wall)).toBe(step + skew);
  expect(totpStep(secret, codeAt(secret, epoch), addMinutes(wall, 1))).toBeNull();
});

it('what is no code is no step', () => {
  expect(totpStep(newTotpSecret(), '', wall)).toBeNull();
  expect(totpStep(newTotpSecret(), 'abcdef', wall)).toBeNull();
});
