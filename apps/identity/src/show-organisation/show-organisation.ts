import { Injectable } from '@nestjs/common';
import { dayOf, maskMobile, type OrgRef } from '@open122/contracts';
import { actorOf, type AgentPrincipal, type StaffPrincipal } from '@open122/http';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { type Agent, mandateHolds, type Organisation } from '../organisation';
import { organisationOf, type OrganisationDocument } from '../organisation-codes';
import { OrganisationStore } from '../organisation.store';
import { bestParticulars } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { Vault } from '../vault';
import type { AgentView, OrganisationView } from './organisation-views';

/** An organisation and who acts for it; to its own agents and to the clerk who changes them. */
@Injectable()
export class ShowOrganisation {
  constructor(
    private readonly database: Database,
    private readonly organisations: OrganisationStore,
    private readonly persons: PersonStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async own({ organisation: ref }: AgentPrincipal): Promise<OrganisationView> {
    return this.database.read((tx) => this.#view(tx, ref));
  }

  /** Reading about other people's data is audited (design §6). */
  async atWindow(clerk: StaffPrincipal, document: OrganisationDocument): Promise<OrganisationView> {
    const party = organisationOf(document, this.vault, true);
    if (party === null) throw refuse.organisationCode();
    return this.database.transaction(async (tx) => {
      const view = await this.#view(tx, party.ref as OrgRef);
      const about = { actor: actorOf(clerk), action: 'organisation.read', subject: view.account };
      await this.audit.record(tx, { ...about, purpose: 'change of agents at the window' });
      return view;
    });
  }

  async #view(tx: Tx, ref: OrgRef): Promise<OrganisationView> {
    const organisation = await this.organisations.of(tx, ref);
    const onRecord = await this.organisations.onRecord(tx, ref);
    if (organisation === null || onRecord === null) throw refuse.organisationUnknown();
    const { id: account, kind } = organisation;
    const { type: codeType, number: code } = onRecord.document;
    return {
      ...{ account, name: onRecord.name, kind, codeType, code },
      agents: await this.#agents(tx, organisation),
    };
  }

  async #agents(tx: Tx, { id }: Organisation): Promise<AgentView[]> {
    const agents = await this.organisations.agentsOf(tx, id);
    const known = await this.persons.known(
      tx,
      agents.map(({ person }) => person),
    );
    const today = dayOf(this.clock.now());
    const view = (agent: Agent): AgentView => {
      const { id: agentId, letter, mandateFrom, mandateUntil } = agent;
      const name = bestParticulars(known.get(agent.person)?.records ?? [])?.name ?? '';
      const mobile = maskMobile(this.organisations.mobileOf(agent));
      return {
        agent: agentId,
        name,
        mobile,
        letter,
        mandateFrom,
        mandateUntil,
        acts: mandateHolds(agent, today),
      };
    };
    return agents.map(view);
  }
}
