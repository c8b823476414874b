import {
  type Day,
  type Delegation,
  delegations,
  type Instant,
  type OrganisationKind,
} from '@open122/contracts';

/**
 * The life of a grant (rules §1): an organisation applies, one officer proposes a period with a reason, another confirms. One
 * alone refuses, suspends and withdraws: what protects needs no second.
 */
export const GRANT_STATES = ['applied', 'proposed', 'granted', 'suspended', 'refused', 'withdrawn'] as const;
export type GrantState = (typeof GRANT_STATES)[number];

export interface OrganisationGrant {
  id: string;
  /** The organisation's id. */
  organisation: string;
  delegation: Delegation;
  state: GrantState;
  /** Of the last step, in the words of who took it. */
  reason: string;
  validFrom: Day | null;
  /** The last day; null: until it is withdrawn. */
  validUntil: Day | null;
  /** The officer whose proposal waits for another's confirmation, or was confirmed. */
  proposedBy: string | null;
  appliedAt: Instant;
  changedAt: Instant;
  version: number;
}

export const GRANT_STEPS = ['propose', 'confirm', 'refuse', 'suspend', 'resume', 'withdraw'] as const;
export type GrantStep = (typeof GRANT_STEPS)[number];

/** From which states a step is possible, and where it leads. */
const STEPS: Readonly<Record<GrantStep, { from: readonly GrantState[]; to: GrantState }>> = {
  propose: { from: ['applied', 'proposed'], to: 'proposed' },
  confirm: { from: ['proposed'], to: 'granted' },
  refuse: { from: ['applied', 'proposed'], to: 'refused' },
  suspend: { from: ['granted'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'proposed' },
  withdraw: { from: ['granted', 'suspended'], to: 'withdrawn' },
};

export interface Decision {
  step: GrantStep;
  reason: string;
  /** Of a proposal; the grant's own when a suspension is to be lifted. */
  validFrom?: Day;
  validUntil?: Day | null;
  officer: string;
}

export type Decided = OrganisationGrant | { fault: 'state' | 'period' | 'same-officer' };

/** Whether a delegation is for organisations of this kind. */
export const delegable = (delegation: Delegation, kind: OrganisationKind): boolean =>
  delegations[delegation].kind === kind;

/** An application for a delegation. */
export const applyForGrant = (
  fresh: { id: string; organisation: string; delegation: Delegation; reason: string },
  now: Instant,
): OrganisationGrant => ({
  ...fresh,
  ...{ state: 'applied', validFrom: null, validUntil: null, proposedBy: null },
  ...{ appliedAt: now, changedAt: now, version: 1 },
});

/** What an officer's step makes of a grant on this day; lifting a suspension takes two officers again. */
export function decideGrant(grant: OrganisationGrant, decision: Decision, today: Day, now: Instant): Decided {
  const { from, to } = STEPS[decision.step];
  if (!from.includes(grant.state)) return { fault: 'state' };
  if (decision.step === 'confirm' && grant.proposedBy === decision.officer) return { fault: 'same-officer' };
  const period = periodOf(grant, decision);
  if (to === 'proposed' && !isPeriod(period, today)) return { fault: 'period' };
  const proposedBy = to === 'proposed' ? decision.officer : grant.proposedBy;
  const { reason } = decision;
  return { ...grant, ...period, state: to, reason, proposedBy, changedAt: now, version: grant.version + 1 };
}

type Period = Pick<OrganisationGrant, 'validFrom' | 'validUntil'>;

const periodOf = (grant: OrganisationGrant, { step, validFrom, validUntil }: Decision): Period =>
  step === 'propose'
    ? { validFrom: validFrom ?? null, validUntil: validUntil ?? null }
    : { validFrom: grant.validFrom, validUntil: grant.validUntil };

const isPeriod = ({ validFrom, validUntil }: Period, today: Day): boolean =>
  validFrom !== null && (validUntil === null || (validFrom <= validUntil && today <= validUntil));
