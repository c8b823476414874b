import { ownerOfSerial } from '@open122/contracts';
import type { StaffPrincipal } from '@open122/http';

import type { Handover } from './handover';
import { refuse } from './refusals';

/** An operator sees the handovers of his owner service, the others see all. */
export const mayShow = (handover: Handover, staff: StaffPrincipal): boolean =>
  staff.role !== 'operator' || ownerOfSerial(handover.serial) === staff.owner;

/** A handover as a member of staff may see it. Refuses `handover.not-found`. */
export function staffCase(handover: Handover | null, staff: StaffPrincipal): Handover {
  if (handover === null || !mayShow(handover, staff)) throw refuse.notFound();
  return handover;
}

/** As {@link staffCase}, to act on it: nobody acts on himself (rules §1). Refuses `staff.own-case`. */
export function actingOn(handover: Handover | null, staff: StaffPrincipal): Handover {
  const found = staffCase(handover, staff);
  if (staff.person !== undefined && staff.person === found.person) throw refuse.ownCase();
  return found;
}
