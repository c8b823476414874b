import { Inject, Injectable } from '@nestjs/common';
import type { Business } from '@open122/catalogue';
import { ApplicationSubmitted, dayOf, type Delivery, type Province, serialNumber } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Idempotency,
  type Language,
  type PersonPrincipal,
  principalPerson,
  useStepUp,
} from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Clock, PROVINCE, type Tx } from '@open122/service';

import { type Application, submitted } from '../application';
import { applicationStore } from '../application.store';
import { CaseFacts } from '../case-facts';
import { CASE_OWNER, type CaseOwner } from '../case-owner';
import { OwnedBusinesses } from '../owned-businesses';
import { refuse, rulesUnmet } from '../refusals';
import { Transition } from '../transition';
import { type ApplicationView, applicationView } from '../views';
import type { DeliveryBody, SubmitBody } from './submit.controller';

/** What may be submitted now is decided by the catalogue; refusals carry every reason (rules §2.1). */
@Injectable()
export class Submit {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly businesses: OwnedBusinesses,
    private readonly facts: CaseFacts,
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    private readonly transition: Transition,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  async run(
    businessId: string,
    body: SubmitBody,
    command: CommandRequest,
    language: Language,
  ): Promise<ApplicationView> {
    const business = this.businesses.of(businessId);
    const answer = await this.idempotency.run(command, async (tx) => {
      const principal = principalPerson(command.principal);
      await useStepUp(tx, principal, `apply:${business.id}`, command.bodyDigest, this.clock.now());
      const application = await this.submit(tx, business, body, principal);
      return { status: 201, body: applicationView(application, language) };
    });
    return answer.body;
  }

  private async submit(
    tx: Tx,
    business: Business,
    body: SubmitBody,
    principal: PersonPrincipal,
  ): Promise<Application> {
    const delivery = this.deliveryOf(business, body.delivery);
    const { person, level } = principal;
    const { object } = body;
    const now = this.clock.now();
    const about = { business, person, level, object, serial: null };
    const answer = await this.facts.unmet(tx, about, { now, submittedAt: now }, true);
    if (answer?.own !== true) throw this.owner.notFound();
    if (answer.reasons.length > 0) throw rulesUnmet(answer.reasons);

    const number = await applicationStore.nextNumber(tx);
    const serial = serialNumber(this.province.code, this.owner.service, dayOf(now), number);
    const application = submitted(business, this.province, { serial, person, object, level, delivery }, now);
    await this.transition.begin(tx, application, { event: 'submitted', at: now, actor: actorOf(principal) });
    const { decisionDueOn, version } = application;
    await this.outbox.add(
      tx,
      ApplicationSubmitted,
      { serial, business: business.id, person, object, at: now, delivery, decisionDueOn },
      { version },
    );
    return application;
  }

  /** The address is opaque here: identity tells whether it is this person's when the label is printed. */
  private deliveryOf(business: Business, { method, addressRef, office }: DeliveryBody): Delivery {
    if (!business.delivery.includes(method)) throw refuse.deliveryNotOffered();
    if (method === 'post') return { method, addressRef: addressRef! };
    if (!this.province.offices.some(({ code }) => code === office)) throw refuse.unknownOffice();
    return { method, office: office! };
  }
}
