import { Injectable } from '@nestjs/common';
import { dayOf, type OrgRef, type PhoneRef } from '@open122/contracts';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { type Attempt, AttemptStore } from '../attempt.store';
import { type Agent, mandateHolds, type Organisation } from '../organisation';
import { organisationOf, type OrganisationDocument } from '../organisation-codes';
import { OrganisationStore } from '../organisation.store';
import { sufficesAlone } from '../password';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { type IsOf, loggedSignIn } from '../sign-in-log';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';
import { agentHolder } from './agent-holder';

export interface AgentSignIn {
  organisation: OrganisationDocument;
  mobile: string;
  password: string;
  code: string | undefined;
  /** The refresh token of a session that ends with this sign-in. */
  replaces: string | undefined;
}

const TOLD = '您的单位经办人账户近期多次登录失败。如非本人操作，请勿将密码和验证码告知他人。';

interface Found {
  /** The agent's. */
  id: string;
  organisation: Organisation;
  agent: Agent;
}

/** An agent signs in for one organisation. Who is refused does not learn what was wrong: one answer, the same work. */
@Injectable()
export class SignInAgent {
  constructor(
    private readonly database: Database,
    private readonly attempts: AttemptStore,
    private readonly organisations: OrganisationStore,
    private readonly codes: SmsCodeStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly sms: SmsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  signIn(entries: AgentSignIn, client: string): Promise<SessionView> {
    const factors = entries.code === undefined ? 'password' : 'password+sms';
    return loggedSignIn({ kind: 'agent', factors }, (isOf) => this.#signIn(entries, client, isOf));
  }

  async #signIn(
    { organisation, mobile, password, code, replaces }: AgentSignIn,
    client: string,
    isOf: IsOf,
  ): Promise<SessionView> {
    if (code === undefined && !sufficesAlone(password)) throw refuse.codeNeeded();
    const ref = organisationOf(organisation, this.vault, true)?.ref ?? 'none';
    const phoneRef = this.vault.phoneRef(mobile);
    const attempt = await this.#begin(ref, { mobile, phoneRef }, client, {
      isOf,
      codeMissing: code === undefined,
    });
    const { found } = attempt;
    const same = await this.passwords.matches(found?.agent.passwordHash ?? null, password);
    const right = await this.#tryCode(phoneRef, code, same);
    if (found === null || !same || right === null) throw refuse.signIn();
    return this.desk.answer(await this.#open(found, { right, replaces }, attempt));
  }

  async #open(
    { agent, organisation }: Found,
    { right, replaces }: { right: RightCode | undefined; replaces: string | undefined },
    attempt: Attempt<Found>,
  ): Promise<Granted> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      if (right !== undefined && !(await this.codes.use(tx, right, now))) throw refuse.signIn();
      if ((await this.organisations.holdPassword(tx, agent)) !== agent.passwordHash) throw refuse.signIn();
      if (!mandateHolds(agent, dayOf(now))) throw refuse.mandateOfAgent();
      this.attempts.succeeded(tx, agent.id, attempt);
      const actor = `agent:${agent.id}@${agent.organisation}`;
      await this.audit.record(tx, { actor, action: 'session.open', subject: agent.person });
      await this.desk.replace(tx, replaces);
      return this.desk.open(tx, agentHolder(agent, organisation));
    });
  }

  async #begin(
    ref: string,
    { mobile, phoneRef }: { mobile: string; phoneRef: PhoneRef },
    client: string,
    { isOf, codeMissing }: { isOf: IsOf; codeMissing: boolean },
  ): Promise<Attempt<Found>> {
    const attempt = await this.attempts.begin<Found>({
      ...{ kind: 'agent', name: `${ref}:${mobile}`, client },
      find: (tx) => this.#find(tx, ref, phoneRef),
      tell: (tx, found) => this.sms.write(tx, { mobile, text: TOLD, muted: found === null }),
    });
    isOf(attempt.found?.id);
    if (codeMissing && attempt.codeNeeded) throw refuse.codeNeeded();
    return attempt;
  }

  async #find(tx: Tx, ref: string, phoneRef: PhoneRef): Promise<Found | null> {
    const organisation = await this.organisations.of(tx, ref as OrgRef);
    if (organisation === null) return null;
    const agent = await this.organisations.agentByMobile(tx, organisation.id, phoneRef);
    return agent === null ? null : { id: agent.id, organisation, agent };
  }

  /** After a wrong password a try is made on no code at all, as at every sign-in. */
  async #tryCode(
    phoneRef: PhoneRef,
    code: string | undefined,
    real: boolean,
  ): Promise<RightCode | null | undefined> {
    if (code === undefined) return undefined;
    const of = { phoneRef, purpose: 'agent-sign-in' as const, ...(!real && { about: 'nothing' }) };
    return this.codes.attempt(of, code, this.clock.now());
  }
}
