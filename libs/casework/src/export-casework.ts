import type { Facts } from '@open122/catalogue';
import type { Instant, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Application } from './application';
import { applicationStore } from './application.store';
import { standingStore } from './standing/standing.store';
import type { TimelineEntry } from './timeline';

const READINGS = `select at, actor, action, purpose from audit
  where subject = $1 and purpose is not null order by id`;

/** Somebody read this person's data, and why. */
export interface Reading {
  at: Instant;
  actor: string;
  action: string;
  purpose: string;
}

/** What casework holds about a person. */
export interface CaseworkExport {
  applications: (Application & { timeline: TimelineEntry[] })[];
  standing: Pick<Facts['person'], 'listedFrom' | 'listedUntil'>;
  readings: Reading[];
}

/** All that casework holds about a person, and who read it (design §6). */
export async function exportCasework(tx: Tx, person: PersonRef): Promise<CaseworkExport> {
  const applications = [];
  for (const application of await applicationStore.ofPerson(tx, person)) {
    const timeline = await applicationStore.timeline(tx, application.serial, 0);
    applications.push({ ...application, timeline });
  }
  const standing = await standingStore.of(tx, person);
  return { applications, standing, readings: await tx.run('casework.readings', READINGS, [person]) };
}
