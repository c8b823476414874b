import { Inject, Injectable } from '@nestjs/common';
import { type Business, type Facts, type Level, type Reason, unmet, type When } from '@open122/catalogue';
import type { PersonRef, Province, SerialNumber } from '@open122/contracts';
import { PROVINCE, type Tx } from '@open122/service';

import { applicationStore } from './application.store';
import { CASE_OWNER, type CaseOwner } from './case-owner';
import { standingStore } from './standing/standing.store';

/** Whose errand on which record; `serial` is the application that is being decided, null before there is one. */
export interface Case {
  business: Business;
  person: PersonRef;
  level: Level;
  object: string;
  serial: SerialNumber | null;
}

/** Gathers the facts of a case, so that the catalogue can decide without asking anybody. */
@Injectable()
export class CaseFacts {
  constructor(
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  /**
   * Every unmet reason. With `lock` the record is held for the rest of the transaction, so that a change of it is either
   * seen or waits. Null when the record is not this person's, or is none.
   */
  async unmet(
    tx: Tx,
    { business, person, level, object, serial }: Case,
    when: When,
    lock: boolean,
  ): Promise<{ own: boolean; reasons: Reason[] } | null> {
    // Sent together, answered in this order: what is open is read under the record's lock.
    const [record, listing, openSerial] = await Promise.all([
      this.owner.record(tx, person, object, lock),
      standingStore.of(tx, person),
      applicationStore.openOf(tx, business.id, object, serial),
    ]);
    if (record === null) return null;
    const facts: Partial<Facts> = {
      ...record.facts,
      person: { level, ...listing },
      province: { parameters: this.province.parameters },
      applications: { openSerial },
    };
    return { own: record.own, reasons: unmet(business, facts, when) };
  }
}
