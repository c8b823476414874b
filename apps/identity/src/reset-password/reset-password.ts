import { Injectable } from '@nestjs/common';
import { dayOf } from '@open122/contracts';
import { Audit, Clock, Database } from '@open122/service';

import { type DocumentFields, documentOf } from '@open122/http';

import type { Account } from '../account';
import { AccountStore } from '../account.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { SessionStore } from '../session.store';
import { SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

export interface ResetEntries {
  document: DocumentFields;
  mobile: string;
  code: string;
  password: string;
}

const TOLD = '您的账户密码已重置，原有登录均已退出。如非本人操作，请立即到窗口办理。';

/** A new password for who has the mobile and knows the document: a recycled number alone opens nobody's account. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly codes: SmsCodeStore,
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly sms: SmsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** One answer for a wrong code, a wrong document, and a mobile that nobody has. A code serves one try. */
  async reset({ document, mobile, code, password }: ResetEntries): Promise<SessionView> {
    this.passwords.accept(password);
    const { type, number } = documentOf(document, dayOf(this.clock.now()));
    const person = this.vault.personRef(type, number);
    const phoneRef = this.vault.phoneRef(mobile);
    const now = this.clock.now();
    const right = await this.codes.attempt({ phoneRef, purpose: 'password-reset' }, code, now);
    if (right === null || right.used) throw refuse.code();
    const account = await this.database.transaction(async (tx) =>
      (await this.codes.use(tx, right, now)) ? this.accounts.byMobile(tx, phoneRef) : null,
    );
    if (account?.person !== person || account.passwordHash === null) throw refuse.code();
    const passwordHash = await this.passwords.hash(password);
    return this.desk.answer(await this.#replace(account, mobile, passwordHash));
  }

  #replace(account: Account, mobile: string, passwordHash: string): Promise<Granted> {
    const { id, person, level } = account;
    return this.database.transaction(async (tx) => {
      const after = { ...account, passwordHash, version: account.version + 1 };
      if (!(await this.accounts.replace(tx, after))) throw refuse.code();
      const ended = await this.sessions.endAllOf(tx, id, 'password-reset', this.clock.wall());
      await this.sms.write(tx, { mobile, text: TOLD });
      const detail = { ended };
      await this.audit.record(tx, {
        ...{ actor: `person:${id}`, action: 'account.reset-password', subject: person, detail },
      });
      return this.desk.open(tx, { kind: 'person', account: id, person, level });
    });
  }
}
