import { epochOf, type Instant } from '@open122/contracts';
import { authenticator } from 'otplib';

/** RFC 6238 with its defaults: SHA-1, 30 seconds, 6 digits; one step of clock skew to either side. */
const STEP_SECONDS = 30;
const SECRET_BYTES = 20;

export const newTotpSecret = (): string => authenticator.generateSecret(SECRET_BYTES);

/** The step whose code this is, null when it is none near `wall`. The caller sees to it that a step is used once. */
export function totpStep(secret: string, code: string, wall: Instant): number | null {
  const epoch = epochOf(wall);
  const delta = authenticator.clone({ epoch, window: 1 }).checkDelta(code, secret);
  return delta === null ? null : Math.floor(epoch / 1000 / STEP_SECONDS) + delta;
}
