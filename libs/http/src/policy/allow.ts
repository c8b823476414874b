import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Day, Delegation, Province, ServiceName } from '@open122/contracts';

import type { AssuranceLevel, Principal, StaffPrincipal, StaffRole } from '../principal/principal';
import type { Refusal } from '../refusal/refusal';
import { refuse } from '../refusals';

export type WindowKind = Province['windows'][number]['kind'];

/** Who may call an operation; one of several alternatives. */
export type Who =
  | { readonly kind: 'person'; readonly level: AssuranceLevel }
  | { readonly kind: 'agent'; readonly delegation?: Delegation }
  | { readonly kind: 'clerk'; readonly window: WindowKind }
  | { readonly kind: 'operator' }
  | { readonly kind: 'staff'; readonly roles: readonly StaffRole[] }
  | { readonly kind: 'newcomer' }
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
/** A clerk at a window that serves individuals, or at one for organisations. */
export const clerk = (window: WindowKind): Who => ({ kind: 'clerk', window });
/** An operator of the service that is asked; another's may not (rules §1). */
export const operator = (): Who => ({ kind: 'operator' });
/** Staff in one of the roles, wherever they work. */
export const staff = (...roles: [StaffRole, ...StaffRole[]]): Who => ({ kind: 'staff', roles });
/** Staff who have not replaced the password yet that was drawn for them; no other alternative lets them in. */
export const newcomer = (): Who => ({ kind: 'newcomer' });
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

/** Where and when a policy is asked. */
export interface Here {
  readonly service: ServiceName;
  /** Of platform time. */
  today(): Day;
  /** Whom a window of the province serves; undefined when there is none of this code. */
  windowKind(code: string): WindowKind | undefined;
}

function fits(who: Who, principal: Principal, here: Here): boolean {
  if (who.kind === 'anyone') return true;
  switch (principal.kind) {
    case 'person':
      return who.kind === 'person' && (who.level === 'online' || principal.level === 'window');
    case 'staff':
      return fitsStaff(who, principal, here);
    case 'service':
      return who.kind === 'service' && who.services.includes(principal.service);
    default:
      return who.kind === principal.kind;
  }
}

function fitsStaff(who: Who, { role, window, owner, passwordDue }: StaffPrincipal, here: Here): boolean {
  if (passwordDue === true) return who.kind === 'newcomer';
  switch (who.kind) {
    case 'staff':
      return who.roles.includes(role);
    case 'clerk':
      return role === 'clerk' && window !== undefined && here.windowKind(window) === who.window;
    case 'operator':
      return role === 'operator' && owner === here.service;
    default:
      return false;
  }
}

/** The alternative of a policy by which a principal is let in; undefined when there is none. */
export const admitting = (policy: readonly Who[], principal: Principal, here: Here): Who | undefined =>
  policy.find((who) => fits(who, principal, here));

/**
 * Null when the policy lets the principal in, else the refusal that tells him why not. An agent whose mandate has ended may do
 * what everybody may (rules §1). Grants are asked about by the guard.
 */
export function denied(policy: readonly Who[], principal: Principal, here: Here): Refusal | null {
  const by = admitting(policy, principal, here);
  if (by?.kind === 'anyone') return null;
  if (principal.kind === 'agent' && principal.mandateUntil < here.today()) return refuse.mandateOver();
  if (by !== undefined) return null;
  return whyNot(policy, principal);
}

function whyNot(policy: readonly Who[], principal: Principal): Refusal {
  const has = (kind: Who['kind']): boolean => policy.some((who) => who.kind === kind);
  if (principal.kind === 'anonymous') return refuse.principalMissing();
  if (principal.kind === 'person' && has('person')) return refuse.levelTooLow();
  if (principal.kind !== 'staff') return refuse.principalNotAllowed();
  if (principal.passwordDue === true) return refuse.passwordDue();
  if (principal.role === 'clerk' && has('clerk')) return refuse.otherWindow();
  if (principal.role === 'operator' && has('operator')) return refuse.otherOwner();
  return refuse.principalNotAllowed();
}

/** The policy as words of the OpenAPI document: `person:window`, `staff:operator`. */
export function policyWords(policy: readonly Who[]): string[] {
  return policy.flatMap((who) => {
    switch (who.kind) {
      case 'person':
        return [`person:${who.level}`];
      case 'agent':
        return [who.delegation === undefined ? 'agent' : `agent:${who.delegation}`];
      case 'clerk':
        return [`staff:clerk:${who.window}`];
      case 'operator':
        return ['staff:operator:own'];
      case 'staff':
        return who.roles.map((role) => `staff:${role}`);
      case 'service':
        return who.services.map((name) => `service:${name}`);
      default:
        return [who.kind];
    }
  });
}
