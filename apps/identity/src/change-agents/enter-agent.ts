import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { dayOf, type PersonRef } from '@open122/contracts';
import { type DocumentFields, documentOf, type StaffPrincipal } from '@open122/http';
import { Clock, Database, type Tx } from '@open122/service';

import { type Agent, appointAgent, type Mandate, mandateFault } from '../organisation';
import { OrganisationStore } from '../organisation.store';
import type { PersonDocument } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { IssueCode } from '../send-sms-code/issue-code';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { notOnHimself } from '../staff';
import { Vault } from '../vault';

export interface AgentEntries extends Mandate {
  document: DocumentFields;
  name: string;
  mobile: string;
  /** Sent to his mobile at the desk. */
  code: string;
}

/** What was looked up before the transaction. */
export interface CheckedAgent {
  document: PersonDocument;
  person: PersonRef;
  right: RightCode | null;
  entries: AgentEntries;
}

const PURPOSE = 'window-agent';

/** A clerk enters somebody who stands before him with an organisation's letter of authorisation (rules §1). */
@Injectable()
export class EnterAgent {
  constructor(
    private readonly database: Database,
    private readonly organisations: OrganisationStore,
    private readonly persons: PersonStore,
    private readonly codes: SmsCodeStore,
    private readonly issueCode: IssueCode,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** The code that confirms the agent's mobile at the desk. */
  async sendCode(mobile: string): Promise<void> {
    await this.database.transaction((tx) =>
      this.issueCode.issue(tx, { mobile, purpose: PURPOSE, words: '登记为单位经办人' }),
    );
  }

  /** Refuses what is wrong with document or mandate, and a clerk who enters himself. */
  async check(clerk: StaffPrincipal, entries: AgentEntries): Promise<CheckedAgent> {
    const now = this.clock.now();
    const fault = mandateFault(entries, dayOf(now));
    if (fault !== null) throw fault === 'over' ? refuse.mandateOver() : refuse.mandatePeriod();
    const document = documentOf(entries.document, dayOf(now), '#/agent/document');
    const person = this.vault.personRef(document.type, document.number);
    notOnHimself(clerk, person);
    const phoneRef = this.vault.phoneRef(entries.mobile);
    const right = await this.codes.attempt({ phoneRef, purpose: PURPOSE }, entries.code, now);
    return { document, person, right, entries };
  }

  async enter(
    tx: Tx,
    organisation: string,
    { document, person, right, entries }: CheckedAgent,
  ): Promise<Agent> {
    const now = this.clock.now();
    if (right === null || !(await this.codes.use(tx, right, now))) throw refuse.code();
    const { name, mobile, letter, mandateFrom, mandateUntil } = entries;
    const id = randomUUID();
    const party = { ref: person, kind: 'person' as const, document };
    await this.persons.intern(tx, [{ source: `agent:${id}`, party, particulars: { name, mobile } }], now);
    const sealed = { phoneRef: right.phoneRef, ...this.vault.seal(mobile, person) };
    const mandate = { letter, mandateFrom, mandateUntil };
    const agent = appointAgent({ id, organisation, person, mobile: sealed, mandate }, now);
    await this.organisations.addAgent(tx, agent);
    return agent;
  }
}
