import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Day, Delegation, ServiceName } from '@open122/contracts';

import type { AssuranceLevel, Principal, StaffRole } from '../principal/principal';
import type { Refusal } from '../refusal/refusal';
import { refuse } from '../refusals';

/** Who may call an operation; one of several alternatives. */
export type Who =
  | { readonly kind: 'person'; readonly level: AssuranceLevel }
  | { readonly kind: 'agent'; readonly delegation?: Delegation }
  | { readonly kind: 'staff'; readonly roles: readonly StaffRole[] }
  | { readonly kind: 'service'; readonly services: readonly ServiceName[] }
  | { readonly kind: 'courier' }
  | { readonly kind: 'anyone' };

/** A signed-in person; `'window'` asks for the higher assurance level (rules §1). */
export const person = (level: AssuranceLevel = 'online'): Who => ({ kind: 'person', level });
/** Whoever acts for an organisation; with a delegation only for one to which it is granted, as it stands now (rules §1). */
export const agent = (delegation?: Delegation): Who => ({
  kind: 'agent',
  ...(delegation !== undefined && { delegation }),
});
/** Staff in one of the roles. */
export const staff = (...roles: [StaffRole, ...StaffRole[]]): Who => ({ kind: 'staff', roles });
/** One of these services, for itself. */
export const service = (...services: [ServiceName, ...ServiceName[]]): Who => ({ kind: 'service', services });
/** A courier whose signature the gateway checked. */
export const courier = (): Who => ({ kind: 'courier' });
/** Everybody, signed in or not. */
export const anyone = (): Who => ({ kind: 'anyone' });

export const POLICY = 'open122:policy';

/** The policy of an operation. Without one the application does not start (design §11, quality R10). */
export const Allow = (...who: [Who, ...Who[]]): MethodDecorator =>
  applyDecorators(SetMetadata(POLICY, who), ApiExtension('x-allow', policyWords(who)));

function fits(who: Who, principal: Principal): boolean {
  if (who.kind === 'anyone') return true;
  switch (principal.kind) {
    case 'person':
      return who.kind === 'person' && (who.level === 'online' || principal.level === 'window');
    case 'staff':
      return who.kind === 'staff' && who.roles.includes(principal.role);
    case 'service':
      return who.kind === 'service' && who.services.includes(principal.service);
    default:
      return who.kind === principal.kind;
  }
}

/** The alternative of a policy by which a principal is let in; undefined when there is none. */
export const admitting = (policy: readonly Who[], principal: Principal): Who | undefined =>
  policy.find((who) => fits(who, principal));

/**
 * Null when the policy lets the principal in, else the refusal that tells him why not. An agent whose mandate has ended may do
 * what everybody may (rules §1). Grants are asked about by the guard. `today`: of platform time, looked at only for agents.
 */
export function denied(policy: readonly Who[], principal: Principal, today: () => Day): Refusal | null {
  const by = admitting(policy, principal);
  if (by?.kind === 'anyone') return null;
  if (principal.kind === 'agent' && principal.mandateUntil < today()) return refuse.mandateOver();
  if (by !== undefined) return null;
  if (principal.kind === 'anonymous') return refuse.principalMissing();
  const wouldDoWithLevel = principal.kind === 'person' && policy.some((who) => who.kind === 'person');
  return wouldDoWithLevel ? refuse.levelTooLow() : refuse.principalNotAllowed();
}

/** The policy as words of the OpenAPI document: `person:window`, `staff:operator`. */
export function policyWords(policy: readonly Who[]): string[] {
  return policy.flatMap((who) => {
    switch (who.kind) {
      case 'person':
        return [`person:${who.level}`];
      case 'agent':
        return [who.delegation === undefined ? 'agent' : `agent:${who.delegation}`];
      case 'staff':
        return who.roles.map((role) => `staff:${role}`);
      case 'service':
        return who.services.map((name) => `service:${name}`);
      case 'courier':
      case 'anyone':
        return [who.kind];
    }
  });
}
