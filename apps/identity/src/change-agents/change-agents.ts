import { Injectable } from '@nestjs/common';
import type { OrgRef } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Idempotency,
  principalStaff,
  type StaffPrincipal,
} from '@open122/http';
import { Audit, Clock, Database, sqlState, type Tx } from '@open122/service';

import { organisationOf, type OrganisationDocument } from '../organisation-codes';
import { OrganisationStore } from '../organisation.store';
import { refuse } from '../refusals';
import { SessionStore } from '../session.store';
import { Vault } from '../vault';
import { type AgentEntries, type CheckedAgent, EnterAgent } from './enter-agent';

/** An organisation sends another agent, several, or takes one's mandate back: at the window for organisations (rules §1). */
@Injectable()
export class ChangeAgents {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly organisations: OrganisationStore,
    private readonly sessions: SessionStore,
    private readonly enterAgent: EnterAgent,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async sendCode(clerk: StaffPrincipal, mobile: string): Promise<void> {
    await this.enterAgent.sendCode(mobile);
    await this.database.transaction((tx) =>
      this.audit.record(tx, {
        ...{ actor: actorOf(clerk), action: 'agent.send-code', subject: this.vault.phoneRef(mobile) },
      }),
    );
  }

  /** Who is an agent already brings a new letter: his old mandate ends with its sessions, the new one begins. */
  async add(
    command: CommandRequest,
    document: OrganisationDocument,
    entries: AgentEntries,
  ): Promise<{ agent: string }> {
    const clerk = principalStaff(command.principal);
    const party = organisationOf(document, this.vault, true);
    if (party === null) throw refuse.organisationCode();
    const checked = await this.enterAgent.check(clerk, entries);
    try {
      const { body } = await this.idempotency.run(command, async (tx) => {
        const organisation = await this.organisations.lockedOf(tx, party.ref as OrgRef);
        if (organisation === null) throw refuse.organisationUnknown();
        const replaced = await this.#renewed(tx, organisation.id, checked);
        const agent = await this.enterAgent.enter(tx, organisation.id, checked);
        await this.audit.record(tx, {
          ...{ actor: actorOf(clerk), action: 'agent.enter', subject: organisation.id },
          detail: { agent: agent.id, person: agent.person, replaced, window: clerk.window },
        });
        return { status: 201, body: { agent: agent.id } };
      });
      return body;
    } catch (error) {
      throw sqlState(error) === '23505' ? refuse.agentThere() : error;
    }
  }

  /** His sessions end, and with them his access tokens at the gateway. */
  async end(clerk: StaffPrincipal, agentId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const agent = await this.organisations.agent(tx, agentId);
      if (agent === null) throw refuse.agentUnknown();
      await this.#end(tx, agentId);
      await this.audit.record(tx, {
        ...{ actor: actorOf(clerk), action: 'agent.end', subject: agent.organisation },
        detail: { agent: agentId, person: agent.person, window: clerk.window },
      });
    });
  }

  async #renewed(tx: Tx, organisation: string, { person }: CheckedAgent): Promise<string | null> {
    const before = await this.organisations.agentOfPerson(tx, organisation, person);
    if (before !== null) await this.#end(tx, before.id);
    return before?.id ?? null;
  }

  async #end(tx: Tx, agent: string): Promise<void> {
    if (!(await this.organisations.endAgent(tx, agent, this.clock.now()))) throw refuse.agentUnknown();
    await this.sessions.endAllOf(tx, agent, 'agent-ended', this.clock.wall());
  }
}
