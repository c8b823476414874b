import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database } from '@open122/service';

import { AccountStore } from '../account.store';
import { passwordFault } from '../password';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SessionDesk, type SessionView } from '../session-answer';
import { SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

const faults = {
  'too-short': refuse.passwordShort,
  'too-long': refuse.passwordLong,
  common: refuse.passwordCommon,
} as const;

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
    const fault = passwordFault(password);
    if (fault !== null) throw faults[fault]();
    const phoneRef = this.vault.phoneRef(mobile);
    const right = await this.codes.attempt({ phoneRef, purpose: 'first-sign-in' }, code, this.clock.now());
    if (right === null) throw refuse.code();
    const passwordHash = await this.passwords.hash(password);
    const granted = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      if (!(await this.codes.use(tx, right, now))) throw refuse.code();
      const account = await this.accounts.byMobile(tx, phoneRef);
      if (account === null || account.passwordHash !== null) throw refuse.code();
      if (!(await this.accounts.activate(tx, account, passwordHash, now))) throw refuse.code();
      const { id, person, level } = account;
      await this.audit.record(tx, { actor: `person:${id}`, action: 'account.activate', subject: person });
      return this.desk.open(tx, { kind: 'person', account: id, person, level });
    });
    return this.desk.answer(granted);
  }
}
