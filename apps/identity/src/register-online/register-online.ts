import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { dayOf, type PersonRef, type Province } from '@open122/contracts';
import { Audit, Clock, Database, PROVINCE, sqlState } from '@open122/service';

import { type DocumentFields, documentOf } from '@open122/http';

import { registerOnline } from '../account';
import { AccountStore } from '../account.store';
import { Passwords } from '../passwords';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { Vault } from '../vault';
import { isOnFile } from './phone-rule';
import { RegistrationTryStore } from './registration-try.store';

export interface OnlineEntries {
  document: DocumentFields;
  name: string;
  mobile: string;
  code: string;
  password: string;
}

/** Somebody registers himself, if his mobile is on file (rules §1): first the code, then the phone rule. */
@Injectable()
export class RegisterOnline {
  constructor(
    private readonly database: Database,
    private readonly codes: SmsCodeStore,
    private readonly tries: RegistrationTryStore,
    private readonly persons: PersonStore,
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  async register({ document, name, mobile, code, password }: OnlineEntries): Promise<SessionView> {
    this.passwords.accept(password);
    const { type, number } = documentOf(document, dayOf(this.clock.now()));
    const person = this.vault.personRef(type, number);
    const phoneRef = this.vault.phoneRef(mobile);
    const right = await this.codes.attempt({ phoneRef, purpose: 'registration' }, code, this.clock.now());
    if (right === null) throw refuse.code();
    if (right.used) return this.desk.answer(await this.#again(person, right, password));
    await this.#mayRegister(person, right, { name, mobile });
    const passwordHash = await this.passwords.hash(password);
    return this.desk.answer(await this.#first(person, { mobile, right, passwordHash }));
  }

  /** A code serves one try: whoever has a mobile cannot ask about one document after the other. */
  async #mayRegister(
    person: PersonRef,
    right: RightCode,
    given: { name: string; mobile: string },
  ): Promise<void> {
    const now = this.clock.now();
    if (!(await this.database.transaction((tx) => this.codes.use(tx, right, now)))) throw refuse.code();
    await this.tries.count(person, now);
    const known = await this.database.read((tx) => this.persons.known(tx, [person]));
    if (!isOnFile(known.get(person)?.records ?? [], given)) throw refuse.notOnFile(this.province.windows);
  }

  async #first(
    person: PersonRef,
    { mobile, right, passwordHash }: { mobile: string; right: RightCode; passwordHash: string },
  ): Promise<Granted> {
    const sealed = { phoneRef: right.phoneRef, ...this.vault.seal(mobile, person) };
    try {
      return await this.database.transaction(async (tx) => {
        if ((await this.accounts.lockedOf(tx, person)) !== null) throw refuse.registeredOnline();
        const account = registerOnline(
          { id: randomUUID(), person, mobile: sealed, passwordHash },
          this.clock.now(),
        );
        await this.accounts.insert(tx, account);
        const { id, level } = account;
        await this.audit.record(tx, {
          ...{ actor: `person:${id}`, action: 'account.register', subject: person },
          detail: { outcome: 'registered', account: id },
        });
        return this.desk.open(tx, { kind: 'person', account: id, person, level });
      });
    } catch (error) {
      // The mobile is another person's login: only a window, where both can be asked, takes it from him (rules §1).
      throw sqlState(error) === '23505' ? refuse.mobileInUse(this.province.windows) : error;
    }
  }

  /** The answer was lost and the same request comes again: the same code, the password it has set. */
  async #again(person: PersonRef, { phoneRef }: RightCode, password: string): Promise<Granted> {
    const account = await this.database.read((tx) => this.accounts.byMobile(tx, phoneRef));
    const same = await this.passwords.matches(account?.passwordHash ?? null, password);
    if (account?.person !== person || !same) throw refuse.code();
    return this.database.transaction(async (tx) => {
      if ((await this.accounts.holdPassword(tx, account)) !== account.passwordHash) throw refuse.code();
      return this.desk.open(tx, { kind: 'person', account: account.id, person, level: account.level });
    });
  }
}
