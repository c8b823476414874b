import { Injectable } from '@nestjs/common';
import { Database } from '@open122/service';

import type { Account } from '../account';
import { AccountStore } from '../account.store';
import { OrganisationStore } from '../organisation.store';
import { Vault } from '../vault';
import { IssueCode } from './issue-code';

const OF_PERSONS = ['registration', 'first-sign-in', 'sign-in', 'password-reset'] as const;
const OF_AGENTS = ['agent-first-sign-in', 'agent-sign-in'] as const;
export const PUBLIC_PURPOSES = [...OF_PERSONS, ...OF_AGENTS] as const;
export type PublicPurpose = (typeof PUBLIC_PURPOSES)[number];

const WORDS: Record<PublicPurpose, string> = {
  registration: '网上注册',
  'first-sign-in': '首次登录',
  'sign-in': '登录',
  'password-reset': '重置密码',
  'agent-first-sign-in': '单位经办人首次登录',
  'agent-sign-in': '单位经办人登录',
};

/** Whether whoever has this mobile has a use for a code of that purpose: anybody may want to register. */
const wants = (account: Account | null, purpose: PublicPurpose): boolean =>
  purpose === 'registration' ||
  (account !== null && (account.passwordHash === null) === (purpose === 'first-sign-in'));

const isOfAgents = (purpose: PublicPurpose): purpose is (typeof OF_AGENTS)[number] =>
  OF_AGENTS.some((each) => each === purpose);

/** Sends a code to who registers or signs in. The answer, and the work, are the same for a mobile that nobody has. */
@Injectable()
export class SendSmsCode {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly organisations: OrganisationStore,
    private readonly issueCode: IssueCode,
    private readonly vault: Vault,
  ) {}

  async send(mobile: string, purpose: PublicPurpose): Promise<void> {
    await this.database.transaction(async (tx) => {
      const phoneRef = this.vault.phoneRef(mobile);
      const muted = isOfAgents(purpose)
        ? !(await this.organisations.anyAgentOf(tx, phoneRef, purpose === 'agent-sign-in'))
        : !wants(await this.accounts.byMobile(tx, phoneRef), purpose);
      await this.issueCode.issue(tx, { mobile, purpose, words: WORDS[purpose], muted });
    });
  }
}
