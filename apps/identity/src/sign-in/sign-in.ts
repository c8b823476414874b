import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@open122/service';

import type { Account } from '../account';
import { AccountStore } from '../account.store';
import { type Attempt, AttemptStore } from '../attempt.store';
import { sufficesAlone } from '../password';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { SessionDesk, type SessionView } from '../session-answer';
import { SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

export interface SignInEntries {
  mobile: string;
  password: string;
  code: string | undefined;
}

const TOLD = '您的账户近期多次登录失败。如非本人操作，请勿将密码和验证码告知他人；您常用设备的登录不受影响。';

/** Who is refused does not learn whether mobile, password or code was wrong: one answer, the same work. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly attempts: AttemptStore,
    private readonly accounts: AccountStore,
    private readonly codes: SmsCodeStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly sms: SmsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether a code is needed is told by what was typed and by how often strangers failed, not by whose password it is: it gives
   * nothing away.
   */
  async signIn({ mobile, password, code }: SignInEntries, client: string): Promise<SessionView> {
    const codeMissing = code === undefined;
    if (codeMissing && !sufficesAlone(password)) throw refuse.codeNeeded();
    const phoneRef = this.vault.phoneRef(mobile);
    const account = await this.database.read((tx) => this.accounts.byMobile(tx, phoneRef));
    const attempt = await this.#begin(mobile, account, client, codeMissing);
    const same = await this.passwords.matches(account?.passwordHash ?? null, password);
    const right = code === undefined ? undefined : await this.#tryCode(phoneRef, code, same);
    if (account === null || !same || right === null) throw refuse.signIn();
    const { id, person, level, passwordHash } = account;
    const granted = await this.database.transaction(async (tx) => {
      if (right !== undefined && !(await this.codes.use(tx, right, this.clock.now()))) throw refuse.signIn();
      if ((await this.accounts.holdPassword(tx, account)) !== passwordHash) throw refuse.signIn();
      this.attempts.succeeded(tx, id, attempt);
      return this.desk.open(tx, { kind: 'person', account: id, person, level });
    });
    return this.desk.answer(granted);
  }

  async #begin(
    mobile: string,
    account: Account | null,
    client: string,
    codeMissing: boolean,
  ): Promise<Attempt> {
    const login = { kind: 'person', name: mobile, holder: account?.id ?? null, client } as const;
    const told = { mobile, text: TOLD, muted: account === null };
    const attempt = await this.attempts.begin(login, (tx) => this.sms.write(tx, told));
    if (codeMissing && attempt.codeNeeded) throw refuse.codeNeeded();
    return attempt;
  }

  /** After a wrong password a try is made on no code at all: a guesser neither uses up nor learns about the real one. */
  #tryCode(phoneRef: ReturnType<Vault['phoneRef']>, code: string, real: boolean) {
    const of = { phoneRef, purpose: 'sign-in' as const, ...(!real && { about: 'nothing' }) };
    return this.codes.attempt(of, code, this.clock.now());
  }
}
