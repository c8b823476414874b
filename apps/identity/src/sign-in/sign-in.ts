import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@open122/service';

import { AccountStore } from '../account.store';
import { AttemptStore } from '../attempt.store';
import { sufficesAlone } from '../password';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SessionDesk, type SessionView } from '../session-answer';
import { SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';

export interface SignInEntries {
  mobile: string;
  password: string;
  code: string | undefined;
}

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
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** Whether a code is needed is told by what was typed, not by whose password it is: it gives nothing away. */
  async signIn({ mobile, password, code }: SignInEntries, client: string): Promise<SessionView> {
    if (code === undefined && !sufficesAlone(password)) throw refuse.codeNeeded();
    const attempt = await this.attempts.begin(`mobile:${mobile}`, client);
    const phoneRef = this.vault.phoneRef(mobile);
    const account = await this.database.read((tx) => this.accounts.byMobile(tx, phoneRef));
    const same = await this.passwords.matches(account?.passwordHash ?? null, password);
    const right = code === undefined ? undefined : await this.#tryCode(phoneRef, code, same);
    if (account === null || !same || right === null) throw refuse.signIn();
    const { id, person, level, passwordHash } = account;
    const granted = await this.database.transaction(async (tx) => {
      if (right !== undefined && !(await this.codes.use(tx, right, this.clock.now()))) throw refuse.signIn();
      if ((await this.accounts.holdPassword(tx, account)) !== passwordHash) throw refuse.signIn();
      await this.attempts.succeeded(tx, attempt);
      return this.desk.open(tx, { kind: 'person', account: id, person, level });
    });
    return this.desk.answer(granted);
  }

  /** After a wrong password a try is made on no code at all: a guesser neither uses up nor learns about the real one. */
  #tryCode(phoneRef: ReturnType<Vault['phoneRef']>, code: string, real: boolean) {
    const of = { phoneRef, purpose: 'sign-in' as const, ...(!real && { about: 'nothing' }) };
    return this.codes.attempt(of, code, this.clock.now());
  }
}
