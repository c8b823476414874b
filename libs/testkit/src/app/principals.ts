import { createHash } from 'node:crypto';

import type { Day, OrgRef, OwnerService, PersonRef, ServiceName } from '@open122/contracts';
import type { AgentPrincipal, PersonPrincipal, Principal, StaffPrincipal } from '@open122/http';

/** A well-formed ref; the same name gives the same one. */
export const aPersonRef = (name = 'a person'): PersonRef =>
  createHash('sha256').update(name).digest('base64url') as PersonRef;

/** A citizen registered at a window, unless told otherwise. */
export const asPerson = (name = 'a person', more: Partial<PersonPrincipal> = {}): PersonPrincipal => ({
  kind: 'person',
  person: aPersonRef(name),
  account: `account of ${name}`,
  level: 'window',
  ...more,
});
/** A well-formed id; the same name gives the same one. */
const aUuid = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};
/** A driving school's agent, unless told otherwise; the organisation is known by its name. */
export const asAgent = (organisation = 'a school', more: Partial<AgentPrincipal> = {}): AgentPrincipal => ({
  kind: 'agent',
  agent: aUuid(`agent of ${organisation}`),
  person: aPersonRef(`agent of ${organisation}`),
  account: aUuid(organisation),
  organisation: aPersonRef(organisation) as string as OrgRef,
  organisationKind: 'driving-school',
  mandateUntil: '2027-12-31' as Day,
  ...more,
});
const asStaff = (
  staff: string,
  role: StaffPrincipal['role'],
  more: Partial<StaffPrincipal>,
): StaffPrincipal => ({
  kind: 'staff',
  staff,
  role,
  ...more,
});
export const asOperator = (owner: OwnerService, more: Partial<StaffPrincipal> = {}): StaffPrincipal =>
  asStaff(`operator of ${owner}`, 'operator', { owner, ...more });
export const asClerk = (window: string, more: Partial<StaffPrincipal> = {}): StaffPrincipal =>
  asStaff('clerk', 'clerk', { window, ...more });
export const asFulfilmentClerk = (more: Partial<StaffPrincipal> = {}): StaffPrincipal =>
  asStaff('fulfilment clerk', 'fulfilment', more);
export const asAdministrator = (): StaffPrincipal => asStaff('administrator', 'administrator', {});
export const asCourier = (courier = 'sandbox'): Principal => ({ kind: 'courier', courier });
export const asService = (service: ServiceName, purpose: string): Principal => ({
  kind: 'service',
  service,
  purpose,
});
