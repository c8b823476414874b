import { Injectable } from '@nestjs/common';
import type { PhoneRef } from '@open122/contracts';
import { Audit, Clock, Database } from '@open122/service';

import { AccountStore } from '../account.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

/** The citizen's first sign-in: a code to the registered mobile, and a password of his own (rules §1). */
@Injectable()
export class ActivateAccount {
  constructor(
    private readonly database: Database,
    private readonly codes: SmsCodeStore,
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async activate(mobile: string, code: string, password: string): Promise<SessionView> {
    this.passwords.accept(password);
    const phoneRef = this.vault.phoneRef(mobile);
    const right = await this.codes.attempt({ phoneRef, purpose: 'first-sign-in' }, code, this.clock.now());
    if (right === null) throw refuse.code();
    return this.desk.answer(
      right.used ? await this.#again(phoneRef, password) : await this.#first(right, password),
    );
  }

  async #first(right: RightCode, password: string): Promise<Granted> {
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      if (!(await this.codes.use(tx, right, now))) throw refuse.code();
      const account = await this.accounts.byMobile(tx, right.phoneRef);
      if (account === null || account.passwordHash !== null) throw refuse.code();
      if (!(await this.accounts.activate(tx, account, passwordHash, now))) throw refuse.code();
      const { id, person, level } = account;
      await this.audit.record(tx, { actor: `person:${id}`, action: 'account.activate', subject: person });
      return this.desk.open(tx, { kind: 'person', account: id, person, level });
    });
  }

  /** The answer was lost and the same request comes again: the same code, the password it has set. */
  async #again(phoneRef: PhoneRef, password: string): Promise<Granted> {
    const account = await this.database.read((tx) => this.accounts.byMobile(tx, phoneRef));
    const same = await this.passwords.matches(account?.passwordHash ?? null, password);
    if (account === null || !same) throw refuse.code();
    const { id, person, level } = account;
    return this.database.transaction(async (tx) => {
      if ((await this.accounts.holdPassword(tx, account)) !== account.passwordHash) throw refuse.code();
      return this.desk.open(tx, { kind: 'person', account: id, person, level });
    });
  }
}
