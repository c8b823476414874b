import { Inject, Injectable } from '@nestjs/common';
import type { Reason } from '@open122/catalogue';
import type { Instant } from '@open122/contracts';
import {
  type CommandRequest,
  Idempotency,
  type Language,
  principalStaff,
  type StaffPrincipal,
} from '@open122/http';
import { Clock, type Tx } from '@open122/service';

import type { Application } from '../application';
import { CaseFacts } from '../case-facts';
import { CASE_OWNER, type CaseOwner } from '../case-owner';
import { OwnedBusinesses } from '../owned-businesses';
import { recordPassedOn } from '../refusals';
import { type ApplicationView, applicationView } from '../views';
import type { RejectionBody } from './decide.controller';
import { Decisions } from './decisions';
import { openForDecision } from './open-for-decision';

/** The operator's decision; what the law says of it is asked once more (rules §2.1). */
@Injectable()
export class Decide {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly businesses: OwnedBusinesses,
    private readonly facts: CaseFacts,
    @Inject(CASE_OWNER) private readonly owner: CaseOwner,
    private readonly decisions: Decisions,
    private readonly clock: Clock,
  ) {}

  /** Accepts, or rejects with the reasons that have come up since: such a listing, or a letter on the record, wins. */
  async accept(serial: string, command: CommandRequest, language: Language): Promise<ApplicationView> {
    return this.decide(serial, command, language, async (tx, application, now, actor) => {
      const reasons = await this.unmetNow(tx, application, now);
      return reasons.length > 0
        ? this.decisions.reject(tx, application, reasons, now, actor)
        : this.decisions.accept(tx, application, this.businesses.of(application.business), now, actor);
    });
  }

  async reject(
    serial: string,
    body: RejectionBody,
    command: CommandRequest,
    language: Language,
  ): Promise<ApplicationView> {
    return this.decide(serial, command, language, (tx, application, now, actor) =>
      this.decisions.reject(tx, application, body.reasons.map(reasonOf), now, actor),
    );
  }

  private async decide(
    serial: string,
    command: CommandRequest,
    language: Language,
    decision: (tx: Tx, application: Application, now: Instant, staff: StaffPrincipal) => Promise<Application>,
  ): Promise<ApplicationView> {
    const answer = await this.idempotency.run(command, async (tx) => {
      const staff = principalStaff(command.principal);
      const now = this.clock.now();
      const application = await openForDecision(tx, serial, staff, now);
      const decided = await decision(tx, application, now, staff);
      return { status: 200, body: applicationView(decided, language) };
    });
    return answer.body;
  }

  private async unmetNow(tx: Tx, application: Application, now: Instant): Promise<Reason[]> {
    const { person, level, object, serial, submittedAt } = application;
    const business = this.businesses.of(application.business);
    const about = { business, person, level, object, serial };
    const answer = await this.facts.unmet(tx, about, { now, submittedAt }, true);
    if (answer === null) throw new Error(`${serial} is about a record that does not exist`);
    return answer.own ? answer.reasons : [recordPassedOn, ...answer.reasons];
  }
}

/** An operator writes in one language; both readers get what he wrote. */
const reasonOf = ({ code, text }: RejectionBody['reasons'][number]): Reason => ({
  code: code ?? 'application.rejected-by-operator',
  text: { zh: text, en: text },
  basis: '规则手册第2.1节：退办须说明原因 / rules §2.1: a rejection carries its reasons',
  cures: [],
});
