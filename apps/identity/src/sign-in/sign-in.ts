import { Injectable } from '@nestjs/common';
import type { PhoneRef } from '@open122/contracts';
import { Clock, Database, type Statements } from '@open122/service';

import type { Account } from '../account';
import { AccountStore } from '../account.store';
import { type Attempt, AttemptStore } from '../attempt.store';
import { sufficesAlone } from '../password';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { type IsOf, loggedSignIn } from '../sign-in-log';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

export interface SignInEntries {
  mobile: string;
  password: string;
  code: string | undefined;
  /** The refresh token of a session that ends with this sign-in. */
  replaces: string | undefined;
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
  signIn(entries: SignInEntries, client: string): Promise<SessionView> {
    const factors = entries.code === undefined ? 'password' : 'password+sms';
    return loggedSignIn({ kind: 'person', factors }, (isOf) => this.#signIn(entries, client, isOf));
  }

  async #signIn(entries: SignInEntries, client: string, isOf: IsOf): Promise<SessionView> {
    const { mobile, password, code, replaces } = entries;
    if (code === undefined && !sufficesAlone(password)) throw refuse.codeNeeded();
    const phoneRef = this.vault.phoneRef(mobile);
    const attempt = await this.#begin(mobile, phoneRef, client, { isOf, codeMissing: code === undefined });
    const account = attempt.found;
    const same = await this.passwords.matches(account?.passwordHash ?? null, password);
    const right = code === undefined ? undefined : await this.#tryCode(phoneRef, code, same);
    if (account === null || !same || right === null) throw refuse.signIn();
    return this.desk.answer(await this.#open(account, { right, replaces }, attempt));
  }

  async #open(
    account: Account,
    { right, replaces }: { right: RightCode | undefined; replaces: string | undefined },
    attempt: Attempt<Account>,
  ): Promise<Granted> {
    const open = async (on: Statements): Promise<Granted> => {
      const granted = await this.desk.openByPassword(on, account, attempt);
      if (granted === null) throw refuse.signIn();
      return granted;
    };
    if (right === undefined && replaces === undefined) return open(this.database);
    return this.database.transaction(async (tx) => {
      if (right !== undefined && !(await this.codes.use(tx, right, this.clock.now()))) throw refuse.signIn();
      await this.desk.replace(tx, replaces);
      return open(tx);
    });
  }

  async #begin(
    mobile: string,
    phoneRef: PhoneRef,
    client: string,
    { isOf, codeMissing }: { isOf: IsOf; codeMissing: boolean },
  ): Promise<Attempt<Account>> {
    const attempt = await this.attempts.begin<Account>({
      ...{ kind: 'person', name: mobile, client },
      find: (tx) => this.accounts.byMobile(tx, phoneRef),
      lookup: this.accounts.lookupByMobile(phoneRef),
      tell: (tx, account) => this.sms.write(tx, { mobile, text: TOLD, muted: account === null }),
    });
    isOf(attempt.found?.id);
    if (codeMissing && attempt.codeNeeded) throw refuse.codeNeeded();
    return attempt;
  }

  /** After a wrong password a try is made on no code at all: a guesser neither uses up nor learns about the real one. */
  #tryCode(phoneRef: PhoneRef, code: string, real: boolean) {
    const of = { phoneRef, purpose: 'sign-in' as const, ...(!real && { about: 'nothing' }) };
    return this.codes.attempt(of, code, this.clock.now());
  }
}
