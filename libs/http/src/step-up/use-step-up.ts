import type { Instant } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Principal } from '../principal/principal';
import { refuse } from '../refusals';

/** Confirmations already used; a row may go once its confirmation has expired in platform time. */
export const stepUpTable = `
CREATE TABLE step_up_spent (
  jti text PRIMARY KEY,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX step_up_spent_expiry ON step_up_spent (expires_at);
`;

/**
 * Spends the principal's SMS confirmation inside the owner's transaction (rules §2.1): it must be for this purpose and this
 * body (SHA-256 of the raw body, base64url), unexpired at `now` (platform time) and unused.
 * Refuses `step-up.missing`, `.expired`, `.other-body`, `.other-purpose`, `.used`.
 */
export async function useStepUp(
  tx: Tx,
  principal: Principal,
  purpose: string,
  bodyDigest: string,
  now: Instant,
): Promise<void> {
  const stepUp = principal.kind === 'person' ? principal.stepUp : undefined;
  if (stepUp === undefined) throw refuse.stepUpMissing();
  if (stepUp.expiresAt <= now) throw refuse.stepUpExpired();
  if (stepUp.purpose !== purpose) throw refuse.stepUpOtherPurpose();
  if (stepUp.bodyDigest !== bodyDigest) throw refuse.stepUpOtherBody();
  const spent = await tx.run(
    'step-up-spend',
    'INSERT INTO step_up_spent (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING RETURNING jti',
    [stepUp.jti, stepUp.expiresAt],
  );
  if (spent.length === 0) throw refuse.stepUpUsed();
}
