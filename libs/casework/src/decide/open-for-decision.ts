import { type Instant, inShanghai } from '@open122/contracts';
import type { StaffPrincipal } from '@open122/http';
import type { Tx } from '@open122/service';

import { type Application, undoWindowOpen } from '../application';
import { applicationStore } from '../application.store';
import { STATE_WORDS } from '../life-cycle';
import { refuse } from '../refusals';

/**
 * The application, locked, when this operator may decide on it now. Refuses `application.not-found`, `.own`, `.wrong-state` and, as long as the applicant may undo, `.undo-window-open` with the time (rules §2.1).
 */
export async function openForDecision(
  tx: Tx,
  serial: string,
  staff: StaffPrincipal,
  now: Instant,
): Promise<Application> {
  const application = await applicationStore.lock(tx, serial);
  if (application === undefined) throw refuse.notFound();
  if (application.person === staff.person) throw refuse.ownApplication();
  if (application.state !== 'SUBMITTED') throw refuse.wrongState({ ...STATE_WORDS[application.state] });
  if (undoWindowOpen(application, now)) {
    throw refuse.undoWindowOpen({ until: inShanghai(application.undoUntil) });
  }
  return application;
}
