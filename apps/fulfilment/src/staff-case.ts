import { ownerOfSerial } from '@open122/contracts';
import type { StaffPrincipal } from '@open122/http';

import type { Handover } from './handover';
import { refuse } from './refusals';

/** A handover as a member of staff may see it: an operator those of his owner service. Refuses `handover.not-found`. */
export function staffCase(handover: Handover | null, staff: StaffPrincipal): Handover {
  const foreign = staff.role === 'operator' && handover && ownerOfSerial(handover.serial) !== staff.owner;
  if (handover === null || foreign) throw refuse.notFound();
  return handover;
}

/** As {@link staffCase}, to act on it: nobody acts on himself (rules §1). Refuses `staff.own-case`. */
export function actingOn(handover: Handover | null, staff: StaffPrincipal): Handover {
  const found = staffCase(handover, staff);
  if (staff.person !== undefined && staff.person === found.person) throw refuse.ownCase();
  return found;
}
