import { Inject, Injectable } from '@nestjs/common';
import { type Business, CATALOGUE_VERSION, type Reason } from '@open122/catalogue';
import { ApplicationAccepted, ApplicationRejected, DocumentDue, type Instant } from '@open122/contracts';
import { actorOf, type StaffPrincipal } from '@open122/http';
import { Outbox } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { type Application, moved } from '../application';
import { CASE_OWNER, type CaseOwner } from '../case-owner';
import { Transition } from '../transition';

/** Carries out what was decided on an application in state SUBMITTED. */
@Injectable()
export class Decisions {
  constructor(
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    private readonly transition: Transition,
    private readonly outbox: Outbox,
  ) {}

  /** The effect on the record stands from here on; fulfilment is told of the document (rules §2.1). */
  async accept(
    tx: Tx,
    application: Application,
    business: Business,
    now: Instant,
    staff: StaffPrincipal,
  ): Promise<Application> {
    const effect = this.owner.effects[business.effect];
    if (effect === undefined) throw new Error(`${this.owner.service} has no effect ${business.effect}`);
    const issueNo = await effect(tx, application, now);
    const accepted = await this.decided(tx, application, 'accepted', { issueNo }, now, staff);
    const { serial, person, object, delivery, feeFen, version } = accepted;
    await this.outbox.add(
      tx,
      ApplicationAccepted,
      { serial, business: business.id, person, object, at: now, catalogueVersion: CATALOGUE_VERSION },
      { version },
    );
    const { document, returns } = business;
    await this.outbox.add(
      tx,
      DocumentDue,
      {
        serial,
        business: business.id,
        person,
        document,
        issueNo,
        delivery,
        feeFen,
        returns: [...returns],
        at: now,
      },
      { version },
    );
    return accepted;
  }

  async reject(
    tx: Tx,
    application: Application,
    reasons: Reason[],
    now: Instant,
    staff: StaffPrincipal,
  ): Promise<Application> {
    const rejected = await this.decided(tx, application, 'rejected', { reasons }, now, staff);
    const { serial, business, person, object, version } = rejected;
    const codes = reasons.map(({ code }) => code);
    const event = { serial, business, person, object, at: now, reasons: codes };
    await this.outbox.add(tx, ApplicationRejected, event, { version });
    return rejected;
  }

  private async decided(
    tx: Tx,
    application: Application,
    event: 'accepted' | 'rejected',
    outcome: Partial<Application>,
    now: Instant,
    staff: StaffPrincipal,
  ): Promise<Application> {
    const decidedBy = actorOf(staff);
    const decision = { ...outcome, decidedAt: now, decidedBy, catalogueVersion: CATALOGUE_VERSION };
    const after = moved(application, event, decision);
    if (after === null) throw new Error(`${application.serial} is ${application.state}, not to be decided`);
    const { reasons } = after;
    await this.transition.apply(tx, application, after, { event, at: now, actor: decidedBy, reasons });
    return after;
  }
}
