import type { Instant, PersonRef, PhoneRef } from '@open122/contracts';
import type { AssuranceLevel } from '@open122/http';

import type { Sealed } from './vault';

/** How a person signs in; one per person, one per mobile (rules §1). */
export interface Account {
  id: string;
  person: PersonRef;
  level: AssuranceLevel;
  phoneRef: PhoneRef | null;
  /** Sealed; bound to the person's reference. */
  mobile: Buffer | null;
  keyId: string;
  /** Null until the person has set a password of his own at the first sign-in. */
  passwordHash: string | null;
  registeredAt: Instant;
  activatedAt: Instant | null;
  /** An account that is closed is nobody's: its person may have another. */
  closedAt: Instant | null;
  version: number;
}

export interface Mobile extends Sealed {
  phoneRef: PhoneRef;
}

/** An account of somebody who registered himself, with a password of his own from the start. */
export function registerOnline(
  fresh: { id: string; person: PersonRef; mobile: Mobile; passwordHash: string },
  now: Instant,
): Account {
  const { id, person, passwordHash } = fresh;
  const { phoneRef, sealed, keyId } = fresh.mobile;
  const times = { registeredAt: now, activatedAt: now, closedAt: null };
  return { id, person, level: 'online', phoneRef, mobile: sealed, keyId, passwordHash, ...times, version: 1 };
}

/** The same account with another login mobile. */
export const withMobile = (account: Account, { phoneRef, sealed, keyId }: Mobile): Account => ({
  ...account,
  ...{ phoneRef, mobile: sealed, keyId, version: account.version + 1 },
});

/** The account as it is left: without mobile and password, which nobody can sign in by. */
export const closeAccount = (account: Account, now: Instant): Account => ({
  ...account,
  ...{ phoneRef: null, mobile: null, passwordHash: null, closedAt: now, version: account.version + 1 },
});

export type WindowRegistration =
  { outcome: 'registered' | 'upgraded'; account: Account } | { outcome: 'already-registered' };

/**
 * What a registration at a window makes of the account there was (rules §1): nothing there → a new one; an online one → the
 * same account on level window, without the credentials of before; one of a window → no second registration.
 */
export function registerAtWindow(
  before: Account | null,
  fresh: { id: string; person: PersonRef; mobile: Mobile },
  now: Instant,
): WindowRegistration {
  if (before?.level === 'window') return { outcome: 'already-registered' };
  const { phoneRef, sealed, keyId } = fresh.mobile;
  const account: Account = {
    id: before?.id ?? fresh.id,
    person: fresh.person,
    level: 'window',
    phoneRef,
    mobile: sealed,
    keyId,
    passwordHash: null,
    registeredAt: now,
    activatedAt: null,
    closedAt: null,
    version: (before?.version ?? 0) + 1,
  };
  return { outcome: before === null ? 'registered' : 'upgraded', account };
}
