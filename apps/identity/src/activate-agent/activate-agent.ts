import { Injectable } from '@nestjs/common';
import { dayOf, type OrgRef } from '@open122/contracts';
import { Audit, Clock, Database } from '@open122/service';

import { mandateHolds } from '../organisation';
import { organisationOf, type OrganisationDocument } from '../organisation-codes';
import { OrganisationStore } from '../organisation.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SessionDesk, type SessionView } from '../session-answer';
import { agentHolder } from '../sign-in-agent/agent-holder';
import { SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

export interface AgentActivation {
  organisation: OrganisationDocument;
  mobile: string;
  code: string;
  password: string;
}

/** An agent's first sign-in: a code to the mobile he was entered with, and a password of his own (rules §1). */
@Injectable()
export class ActivateAgent {
  constructor(
    private readonly database: Database,
    private readonly organisations: OrganisationStore,
    private readonly codes: SmsCodeStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async activate({ organisation: document, mobile, code, password }: AgentActivation): Promise<SessionView> {
    this.passwords.accept(password);
    const now = this.clock.now();
    const phoneRef = this.vault.phoneRef(mobile);
    const right = await this.codes.attempt({ phoneRef, purpose: 'agent-first-sign-in' }, code, now);
    const ref = organisationOf(document, this.vault, true)?.ref;
    if (right === null || right.used || ref === undefined) throw refuse.code();
    const passwordHash = await this.passwords.hash(password);
    const granted = await this.database.transaction(async (tx) => {
      if (!(await this.codes.use(tx, right, now))) throw refuse.code();
      const organisation = await this.organisations.of(tx, ref as OrgRef);
      if (organisation === null) throw refuse.code();
      const agent = await this.organisations.agentByMobile(tx, organisation.id, phoneRef);
      if (agent === null) throw refuse.code();
      if (!mandateHolds(agent, dayOf(now))) throw refuse.mandateOfAgent();
      if (!(await this.organisations.activateAgent(tx, agent, passwordHash, now))) throw refuse.code();
      await this.audit.record(tx, {
        ...{ actor: `agent:${agent.id}@${organisation.id}`, action: 'agent.activate', subject: agent.person },
      });
      return this.desk.open(tx, agentHolder(agent, organisation));
    });
    return this.desk.answer(granted);
  }
}
