import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { OrganisationKind, OrgRef } from '@open122/contracts';
import { actorOf, type CommandRequest, Idempotency, principalStaff } from '@open122/http';
import { Audit, Clock, type Tx } from '@open122/service';

import { type AgentEntries, EnterAgent } from '../change-agents/enter-agent';
import type { Organisation } from '../organisation';
import { organisationOf, type OrganisationDocument } from '../organisation-codes';
import { OrganisationStore } from '../organisation.store';
import type { Party } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { Vault } from '../vault';

export interface OrganisationEntries {
  document: OrganisationDocument;
  /** Why a code with a wrong check digit is admitted; undefined: it must be right. */
  codeOverride: string | undefined;
  name: string;
  kind: OrganisationKind;
  agent: AgentEntries;
}

/** A clerk registers an organisation, whose agent stands before him with its certificate and letter (rules §1). */
@Injectable()
export class RegisterOrganisation {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly organisations: OrganisationStore,
    private readonly persons: PersonStore,
    private readonly enterAgent: EnterAgent,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async register(
    command: CommandRequest,
    { document, codeOverride, name, kind, agent: entries }: OrganisationEntries,
  ): Promise<{ account: string; agent: string }> {
    const clerk = principalStaff(command.principal);
    const party = organisationOf(document, this.vault, codeOverride !== undefined);
    if (party === null) throw refuse.organisationCode();
    const checked = await this.enterAgent.check(clerk, entries);
    const { body } = await this.idempotency.run(command, async (tx) => {
      const organisation = await this.#insert(tx, party, kind, name);
      const agent = await this.enterAgent.enter(tx, organisation.id, checked);
      await this.audit.record(tx, {
        ...{ actor: actorOf(clerk), action: 'organisation.register', subject: organisation.id },
        detail: { organisation: party.ref, kind, agent: agent.id, window: clerk.window, codeOverride },
      });
      return { status: 201, body: { account: organisation.id, agent: agent.id } };
    });
    return body;
  }

  async #insert(tx: Tx, party: Party, kind: OrganisationKind, name: string): Promise<Organisation> {
    const ref = party.ref as OrgRef;
    if ((await this.organisations.lockedOf(tx, ref)) !== null) throw refuse.organisationRegistered();
    const now = this.clock.now();
    const organisation = { id: randomUUID(), ref, kind, registeredAt: now, version: 1 };
    const particulars = { name, mobile: null };
    await this.persons.intern(tx, [{ source: `window:${organisation.id}`, party, particulars }], now);
    await this.organisations.insert(tx, organisation);
    return organisation;
  }
}
