import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { inShanghai } from '@open122/contracts';
import { type CommandRequest, Idempotency, type PersonPrincipal, principalPerson } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { AccountStore } from '../account.store';
import { maskMobile } from '../person';
import { refuse } from '../refusals';
import { IssueCode } from '../send-sms-code/issue-code';
import type { CodePurpose } from '../sms-code';
import { SmsCodeStore } from '../sms-code.store';
import { confirmStepUp, purposeWords } from '../step-up';
import { StepUpStore } from '../step-up.store';
import { Tokens } from '../tokens';
import { Vault } from '../vault';

const codePurpose = (purpose: string): CodePurpose => `step-up:${purpose}`;

/** A person confirms one purpose with one body by SMS and gets a token for it (rules §2.1). */
@Injectable()
export class StepUps {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: StepUpStore,
    private readonly accounts: AccountStore,
    private readonly codes: SmsCodeStore,
    private readonly issueCode: IssueCode,
    private readonly tokens: Tokens,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async request(
    command: CommandRequest,
    { purpose, bodyDigest }: { purpose: string; bodyDigest: string },
  ): Promise<{ stepUpId: string; sentTo: string }> {
    const words = purposeWords(purpose);
    if (words === null) throw refuse.stepUpPurpose();
    const { account: accountId } = principalPerson(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      const account = await this.accounts.byId(tx, accountId);
      const mobile = account === null ? null : this.accounts.mobileOf(account);
      if (mobile === null) throw refuse.noMobile();
      const id = randomUUID();
      const phoneRef = this.vault.phoneRef(mobile);
      const request = { id, account: accountId, phoneRef, purpose, bodyDigest };
      await this.store.insert(tx, { ...request, requestedAt: this.clock.now(), expiresAt: null });
      await this.issueCode.issue(tx, { mobile, purpose: codePurpose(purpose), words: words.zh, about: id });
      return { status: 201, body: { stepUpId: id, sentTo: maskMobile(mobile) } };
    });
    return body;
  }

  /** The same right code may be sent again after a lost answer and gives the same token, which can be spent once. */
  async confirm(
    { account, person }: PersonPrincipal,
    id: string,
    code: string,
  ): Promise<{ stepUp: string; expiresAt: string }> {
    const request = await this.database.read((tx) => this.store.of(tx, id, account));
    if (request === null) throw refuse.stepUpUnknown();
    const now = this.clock.now();
    const { phoneRef, purpose, bodyDigest } = request;
    const right = await this.codes.attempt({ phoneRef, purpose: codePurpose(purpose), about: id }, code, now);
    if (right === null) throw refuse.code();
    const expiresAt = await this.database.transaction(async (tx) => {
      const detail = { purpose, stepUp: id };
      await this.audit.record(tx, {
        actor: `person:${account}`,
        action: 'step-up.confirm',
        subject: person,
        detail,
      });
      return this.store.confirm(tx, confirmStepUp(request, now));
    });
    if (expiresAt === null) throw refuse.stepUpUnknown();
    const stepUp = await this.tokens.stepUp({ account, person, purpose, bodyDigest, jti: id, expiresAt });
    return { stepUp, expiresAt: inShanghai(expiresAt) };
  }
}
