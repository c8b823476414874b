import { Injectable } from '@nestjs/common';
import { addDays, dayOf, inShanghai, startOfDay } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Directory,
  Idempotency,
  type PersonPrincipal,
  principalPerson,
} from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';
import { isUUID } from 'class-validator';

import { ASKED_DAYS, type Consent, type ConsentDecision, decideConsent } from '../consent';
import { consentStore } from '../consent.store';
import { refuse } from '../refusals';
import type { ConsentView } from './give-consent.controller';

/** A driver says which organisations may see his licence, and takes it back when he likes (rules §1.1). */
@Injectable()
export class GiveConsent {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly directory: Directory,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** What he has given, and what he is asked for; with the organisations' names. */
  async list({ person }: PersonPrincipal): Promise<ConsentView[]> {
    const askedAfter = startOfDay(addDays(dayOf(this.clock.now()), -ASKED_DAYS));
    return this.#named(await consentStore.ofPerson(this.database, person, askedAfter));
  }

  /** Refuses `licence-consent.not-found`, for another's too, and `.not-possible`. */
  async decide(command: CommandRequest, consentId: string, decision: ConsentDecision): Promise<ConsentView> {
    const principal = principalPerson(command.principal);
    if (!isUUID(consentId)) throw refuse.consentNotFound();
    const { body } = await this.idempotency.run(command, async (tx) => {
      const before = await consentStore.locked(tx, consentId, principal.person);
      if (before === null) throw refuse.consentNotFound();
      const after = decideConsent(before, decision, this.clock.now());
      if (after === null) throw refuse.consentNotPossible();
      await consentStore.decide(tx, after);
      await this.audit.record(tx, {
        ...{ actor: actorOf(principal), action: `licence-consent.${decision}`, subject: principal.person },
        detail: { consent: consentId, organisation: after.organisation },
      });
      return { status: 200, body: after };
    });
    const [view] = await this.#named([body]);
    return view!;
  }

  async #named(consents: readonly Consent[]): Promise<ConsentView[]> {
    const accounts = [...new Set(consents.map(({ organisation }) => organisation))];
    const known = accounts.length === 0 ? [] : await this.directory.organisations(accounts);
    const names = new Map(known.map(({ account, name }) => [account, name]));
    return consents.map(({ consentId, organisation, state, askedAt, decidedAt }) => ({
      ...{ consentId, organisation: names.get(organisation) ?? '', state, askedAt: inShanghai(askedAt) },
      decidedAt: decidedAt === null ? null : inShanghai(decidedAt),
    }));
  }
}
