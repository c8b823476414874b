import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { inShanghai, type Instant, LicenceConsentAsked } from '@open122/contracts';
import {
  actorOf,
  type AgentPrincipal,
  type CommandRequest,
  Idempotency,
  type Page,
  pageOf,
  principalAgent,
} from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import type { Consent } from '../consent';
import { consentStore } from '../consent.store';
import type { AskedConsentView } from './ask-consent.controller';

/** An organisation asks for a driver's consent; it is not told whether there is such a licence (rules §1.1). */
@Injectable()
export class AskConsent {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  async ask(command: CommandRequest, fileNumber: string): Promise<AskedConsentView> {
    const agent = principalAgent(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      const bound = await consentStore.bound(tx, fileNumber);
      const consentId = randomUUID();
      const consent = await consentStore.ask(tx, {
        ...{ consentId, organisation: agent.account, fileNumber, state: 'asked' },
        ...{ licenceId: bound?.licenceId ?? null, person: bound?.person ?? null },
        ...{ askedAt: this.clock.now(), decidedAt: null, version: 1 },
      });
      // asked again while it is open, or as soon as it was refused, it is told once
      if (consent.consentId === consentId && !consent.askedLately) await this.#tell(tx, consent);
      await this.audit.record(tx, {
        ...{ actor: actorOf(agent), action: 'licence-consent.ask', subject: bound?.person ?? 'nobody' },
        detail: { consent: consent.consentId },
      });
      return { status: 201, body: askedView(consent) };
    });
    return body;
  }

  /** The driver is told, if there is one. */
  async #tell(
    tx: Tx,
    { consentId, licenceId, person, organisation, askedAt: at, version }: Consent,
  ): Promise<void> {
    if (licenceId === null || person === null) return;
    const asked = { consentId, licenceId, person, organisation, at };
    await this.outbox.add(tx, LicenceConsentAsked, asked, { version, at });
  }

  async list(
    { account }: AgentPrincipal,
    before: { askedAt: Instant; consentId: string } | null,
    limit: number,
  ): Promise<Page<AskedConsentView>> {
    const rows = await consentStore.ofOrganisation(this.database, account, before, limit + 1);
    const { items, next } = pageOf(rows, limit, ({ askedAt, consentId }) => [askedAt, consentId]);
    return { items: items.map(askedView), next };
  }
}

const askedView = ({ consentId, fileNumber, state, askedAt, decidedAt }: Consent): AskedConsentView => ({
  ...{ consentId, fileNumber, state, askedAt: inShanghai(askedAt) },
  decidedAt: decidedAt === null ? null : inShanghai(decidedAt),
});
