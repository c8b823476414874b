import type {
  Day,
  Instant,
  OrganisationKind,
  OrgRef,
  OwnerService,
  PersonRef,
  ServiceName,
} from '@open122/contracts';

import { refuse } from '../refusals';

export const STAFF_ROLES = [
  'clerk',
  'operator',
  'fulfilment',
  'grants-officer',
  'auditor',
  'administrator',
] as const;
/** Staff of the province (rules §1). */
export type StaffRole = (typeof STAFF_ROLES)[number];
/** Assurance level of an account (rules §1): online < window. */
export type AssuranceLevel = 'online' | 'window';

/** An SMS confirmation for one purpose and one body, spent once; `expiresAt` is platform time (design §7). */
export interface StepUp {
  readonly jti: string;
  readonly purpose: string;
  /** SHA-256 of the raw body, base64url. */
  readonly bodyDigest: string;
  readonly expiresAt: Instant;
}

export interface PersonPrincipal {
  readonly kind: 'person';
  readonly person: PersonRef;
  readonly account: string;
  readonly level: AssuranceLevel;
  readonly stepUp?: StepUp;
  /** The sign-in at identity. */
  readonly session?: string;
}

/** Somebody who acts for an organisation: both are known wherever he acts (rules §1). */
export interface AgentPrincipal {
  readonly kind: 'agent';
  readonly agent: string;
  readonly person: PersonRef;
  /** The organisation's account. */
  readonly account: string;
  readonly organisation: OrgRef;
  readonly organisationKind: OrganisationKind;
  /** Last day of his mandate, by platform time. */
  readonly mandateUntil: Day;
  /** The sign-in at identity. */
  readonly session?: string;
}

export interface StaffPrincipal {
  readonly kind: 'staff';
  readonly staff: string;
  readonly role: StaffRole;
  readonly window?: string;
  readonly owner?: OwnerService;
  /** The staff member's own record: he cannot act on himself. */
  readonly person?: PersonRef;
  /** His password was drawn for him: until he has replaced it he may do what `newcomer()` is allowed. */
  readonly passwordDue?: true;
  /** The sign-in at identity. */
  readonly session?: string;
}

export interface ServicePrincipal {
  readonly kind: 'service';
  readonly service: ServiceName;
  readonly purpose: string;
}

/** On whose behalf a request runs. */
export type Principal =
  | PersonPrincipal
  | AgentPrincipal
  | StaffPrincipal
  | ServicePrincipal
  | { readonly kind: 'courier'; readonly courier: string }
  | { readonly kind: 'anonymous' };

/** Stable text of who acts, for audit rows, timelines and the scope of idempotency keys: `person:<account>`, `agent:<agent>@<organisation's account>`. */
export function actorOf(principal: Principal): string {
  switch (principal.kind) {
    case 'person':
      return `person:${principal.account}`;
    case 'agent':
      return `agent:${principal.agent}@${principal.account}`;
    case 'staff':
      return `staff:${principal.staff}`;
    case 'service':
      return `service:${principal.service}`;
    case 'courier':
      return `courier:${principal.courier}`;
    case 'anonymous':
      return 'anonymous';
  }
}

/** The signed-in person. Refuses `principal.not-allowed` when somebody else acts. */
export function principalPerson(principal: Principal): PersonPrincipal {
  if (principal.kind !== 'person') throw refuse.principalNotAllowed();
  return principal;
}

/** The signed-in agent. Refuses `principal.not-allowed` when somebody else acts. */
export function principalAgent(principal: Principal): AgentPrincipal {
  if (principal.kind !== 'agent') throw refuse.principalNotAllowed();
  return principal;
}

/** In whose name records are held: a person's, or that of the organisation an agent acts for. */
export type Party =
  | { readonly kind: 'person'; readonly ref: PersonRef }
  | { readonly kind: 'organisation'; readonly ref: OrgRef };

/** For whom the signed-in person or agent acts. Refuses `principal.not-allowed` when somebody else acts. */
export function principalParty(principal: Principal): Party {
  if (principal.kind === 'agent') return { kind: 'organisation', ref: principal.organisation };
  return { kind: 'person', ref: principalPerson(principal).person };
}

/** The signed-in member of staff. Refuses `principal.not-allowed` when somebody else acts. */
export function principalStaff(principal: Principal): StaffPrincipal {
  if (principal.kind !== 'staff') throw refuse.principalNotAllowed();
  return principal;
}

/** The calling service. Refuses `principal.not-allowed` when somebody else acts. */
export function principalService(principal: Principal): ServicePrincipal {
  if (principal.kind !== 'service') throw refuse.principalNotAllowed();
  return principal;
}

/** The courier whose signature the gateway checked. Refuses `principal.not-allowed` when somebody else acts. */
export function principalCourier(principal: Principal): string {
  if (principal.kind !== 'courier') throw refuse.principalNotAllowed();
  return principal.courier;
}
