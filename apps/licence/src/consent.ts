import { addMinutes, type Instant, type PersonRef } from '@open122/contracts';

/** An organisation's wish to see a driver's licence: the driver gives his consent, refuses it, or takes it back (rules §1.1). */
export const CONSENT_STATES = ['asked', 'given', 'refused', 'revoked'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export interface Consent {
  consentId: string;
  /** The organisation's account. */
  organisation: string;
  /** As the organisation wrote it; whether there is such a licence it is not told. */
  fileNumber: string;
  /** Null when no such licence was bound by its holder. */
  licenceId: string | null;
  person: PersonRef | null;
  state: ConsentState;
  askedAt: Instant;
  decidedAt: Instant | null;
  version: number;
}

/** Days after which a request that nobody answered is forgotten [D]. */
export const ASKED_DAYS = 30;

/** A driver is told of an organisation's requests no oftener than this, whatever he answered [D]. */
const TOLD_EVERY_MINUTES = 24 * 60;

/** An earlier request of the same organisation after this moment means that the driver has been told. */
export const toldSince = ({ askedAt }: Pick<Consent, 'askedAt'>): Instant =>
  addMinutes(askedAt, -TOLD_EVERY_MINUTES);

export const DECISIONS = ['give', 'refuse', 'revoke'] as const;
export type ConsentDecision = (typeof DECISIONS)[number];

const NEXT: Readonly<Record<ConsentDecision, { from: ConsentState; to: ConsentState }>> = {
  give: { from: 'asked', to: 'given' },
  refuse: { from: 'asked', to: 'refused' },
  revoke: { from: 'given', to: 'revoked' },
};

/** What a driver's decision makes of a consent; null when it is not possible as things stand. */
export function decideConsent(consent: Consent, decision: ConsentDecision, now: Instant): Consent | null {
  const { from, to } = NEXT[decision];
  if (consent.state !== from) return null;
  return { ...consent, state: to, decidedAt: now, version: consent.version + 1 };
}
