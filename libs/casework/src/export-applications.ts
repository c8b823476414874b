import type { PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Application } from './application';
import { applicationStore } from './application.store';
import type { TimelineEntry } from './timeline';

/** All applications of a person with their timelines, for the export of what is held about him (design §6). */
export async function exportApplications(
  tx: Tx,
  person: PersonRef,
): Promise<(Application & { timeline: TimelineEntry[] })[]> {
  const exported = [];
  for (const application of await applicationStore.ofPerson(tx, person)) {
    exported.push({ ...application, timeline: await applicationStore.timeline(tx, application.serial, 0) });
  }
  return exported;
}
