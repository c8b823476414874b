import {
  type Day,
  instantOf,
  ORGANISATION_KINDS,
  type OrgRef,
  type OwnerService,
  type PersonRef,
} from '@open122/contracts';
import { type Principal, STAFF_ROLES, type StaffRole, type StepUp } from '@open122/http';

type Claims = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const ownerOf = (value: unknown): OwnerService | undefined =>
  value === 'licence' || value === 'vehicle' ? value : undefined;
const roleOf = (value: unknown): StaffRole | undefined => STAFF_ROLES.find((role) => role === value);

function person(claims: Claims): Principal | null {
  const [account, ref, session] = [text(claims.sub), text(claims.person), text(claims.sid)];
  const level = claims.level === 'online' || claims.level === 'window' ? claims.level : undefined;
  if (account === undefined || ref === undefined || level === undefined) return null;
  return {
    kind: 'person',
    account,
    person: ref as PersonRef,
    level,
    ...(session !== undefined && { session }),
  };
}

/** Who acts, and for whom (rules §1). */
function agent(claims: Claims): Principal | null {
  const [id, ref, session] = [text(claims.sub), text(claims.person), text(claims.sid)];
  const [account, organisation, until] = [
    text(claims.account),
    text(claims.organisation),
    text(claims.mandateUntil),
  ];
  const kind = ORGANISATION_KINDS.find((each) => each === claims.organisationKind);
  if (id === undefined || ref === undefined || account === undefined) return null;
  if (organisation === undefined || until === undefined || kind === undefined) return null;
  return {
    kind: 'agent',
    agent: id,
    person: ref as PersonRef,
    account,
    organisation: organisation as OrgRef,
    organisationKind: kind,
    mandateUntil: until as Day,
    ...(session !== undefined && { session }),
  };
}

function staff(claims: Claims): Principal | null {
  const [id, role] = [text(claims.sub), roleOf(claims.role)];
  if (id === undefined || role === undefined) return null;
  const [window, owner] = [text(claims.window), ownerOf(claims.owner)];
  const [ref, session] = [text(claims.person), text(claims.sid)];
  return {
    kind: 'staff',
    staff: id,
    role,
    ...(window !== undefined && { window }),
    ...(owner !== undefined && { owner }),
    ...(ref !== undefined && { person: ref as PersonRef }),
    ...(claims.passwordDue === true && { passwordDue: true }),
    ...(session !== undefined && { session }),
  };
}

/** Who an access token's claims speak of; null when they are not those of one of our access tokens. */
export function principalOfClaims(claims: Claims): Principal | null {
  switch (claims.kind) {
    case 'person':
      return person(claims);
    case 'agent':
      return agent(claims);
    case 'staff':
      return staff(claims);
    default:
      return null;
  }
}

/** The confirmation of a step-up token's claims, of this account alone; null when they are none. */
export function stepUpOfClaims(claims: Claims, account: string): StepUp | null {
  const [jti, purpose, bodyDigest] = [text(claims.jti), text(claims.purpose), text(claims.bodyDigest)];
  const expires = typeof claims.exp === 'number' ? claims.exp : undefined;
  if (claims.sub !== account || jti === undefined || purpose === undefined) return null;
  if (bodyDigest === undefined || expires === undefined) return null;
  return { jti, purpose, bodyDigest, expiresAt: instantOf(expires * 1000) };
}
