import { Injectable } from '@nestjs/common';
import type { CaseOwner, OwnedRecord } from '@open122/casework';
import type { PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import { consentStore } from './consent.store';
import { ReplaceLicence } from './effects/replace-licence';
import { isOwn } from './licence';
import { licenceStore } from './licence.store';
import { learnerStore } from './pre-enter-learner/learner.store';
import { refuse } from './refusals';

/** What this service brings to the casework on driving licences. */
@Injectable()
export class LicenceCases implements CaseOwner {
  readonly service = 'licence';
  readonly notFound = refuse.notFound;
  readonly effects: CaseOwner['effects'] = {
    'replace-licence': (tx, { object }, now) => this.replaceLicence.run(tx, object, now),
  };

  constructor(private readonly replaceLicence: ReplaceLicence) {}

  async recordsOf(tx: Tx, person: PersonRef): Promise<Record<string, unknown[]>> {
    const bound = await licenceStore.boundTo(tx, person);
    return {
      licences: await licenceStore.ofPerson(tx, person),
      consents: await consentStore.about(tx, person),
      learners: await learnerStore.of(tx, person),
      bindings: bound.map(({ licenceId, boundAt }) => ({ licenceId, person, boundAt })),
    };
  }

  async record(tx: Tx, person: PersonRef, object: string, lock: boolean): Promise<OwnedRecord | null> {
    const licence = await licenceStore.record(tx, object, person, lock);
    if (licence === undefined) return null;
    const own = isOwn(licence, person);
    return { own, facts: { licence: { bound: own && licence.bound, status: licence.status } } };
  }
}
