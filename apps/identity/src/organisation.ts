import type { Day, Instant, OrganisationKind, OrgRef, PersonRef, PhoneRef } from '@open122/contracts';

import type { Mobile } from './account';

/** A registered organisation: its account. Its name and code are in the directory (design §6). */
export interface Organisation {
  id: string;
  ref: OrgRef;
  kind: OrganisationKind;
  registeredAt: Instant;
  version: number;
}

/** The letter of authorisation an agent brought: for how long he may act. */
export interface Mandate {
  /** What is written on the letter to tell it by. */
  letter: string;
  mandateFrom: Day;
  /** The last day. */
  mandateUntil: Day;
}

/** Somebody who acts for an organisation, with a sign-in of his own (rules §1). */
export interface Agent extends Mandate {
  id: string;
  /** The organisation's id. */
  organisation: string;
  person: PersonRef;
  phoneRef: PhoneRef;
  /** Sealed; bound to the person's reference. */
  mobile: Buffer;
  keyId: string;
  /** Null until he has set a password of his own at the first sign-in. */
  passwordHash: string | null;
  registeredAt: Instant;
  activatedAt: Instant | null;
  endedAt: Instant | null;
  version: number;
}

/** A new agent, who has not signed in yet. */
export const appointAgent = (
  fresh: { id: string; organisation: string; person: PersonRef; mobile: Mobile; mandate: Mandate },
  now: Instant,
): Agent => {
  const { id, organisation, person, mandate } = fresh;
  const { phoneRef, sealed, keyId } = fresh.mobile;
  const sign = { phoneRef, mobile: sealed, keyId, passwordHash: null };
  const times = { registeredAt: now, activatedAt: null, endedAt: null };
  return { id, organisation, person, ...mandate, ...sign, ...times, version: 1 };
};

/** What is wrong with a mandate that a clerk enters today: it must have a period, and not be over. */
export const mandateFault = (
  { mandateFrom, mandateUntil }: Mandate,
  today: Day,
): 'period' | 'over' | null => {
  if (mandateUntil < mandateFrom) return 'period';
  return mandateUntil < today ? 'over' : null;
};

/** Whether somebody may act on this day by his mandate. */
export const mandateHolds = ({ mandateFrom, mandateUntil, endedAt }: Agent, today: Day): boolean =>
  endedAt === null && mandateFrom <= today && today <= mandateUntil;
