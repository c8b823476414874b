import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { dayOf, type PersonRef } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  type DocumentFields,
  documentOf,
  Idempotency,
  principalStaff,
  type StaffPrincipal,
} from '@open122/http';
import { Audit, Clock, Database, sqlState, type Tx } from '@open122/service';

import { registerAtWindow } from '../account';
import { AccountStore } from '../account.store';
import type { PersonDocument } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { IssueCode } from '../send-sms-code/issue-code';
import { SessionStore } from '../session.store';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { notOnHimself } from '../staff';
import { Vault } from '../vault';

export interface RegistrationEntries {
  document: DocumentFields;
  name: string;
  mobile: string;
  code: string;
  /** Of the document, in the window's own archive. */
  scan: string | null;
}

export interface Registered {
  account: string;
  level: 'window';
  /** An online account became one of the window: its bindings and history stay (rules §1). */
  upgraded: boolean;
}

/** What was looked up before the transaction. */
interface Checked extends Omit<RegistrationEntries, 'document'> {
  document: PersonDocument;
  person: PersonRef;
  right: RightCode | null;
}

const PURPOSE = 'window-registration';

/** A clerk registers an individual who stands before him (rules §1). */
@Injectable()
export class RegisterAtWindow {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly persons: PersonStore,
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly codes: SmsCodeStore,
    private readonly issueCode: IssueCode,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The code that confirms the mobile at the desk. */
  async sendCode(clerk: StaffPrincipal, mobile: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.issueCode.issue(tx, { mobile, purpose: PURPOSE, words: '窗口注册' });
      const subject = this.vault.phoneRef(mobile);
      await this.audit.record(tx, { actor: actorOf(clerk), action: 'registration.send-code', subject });
    });
  }

  async register(command: CommandRequest, entries: RegistrationEntries): Promise<Registered> {
    const clerk = principalStaff(command.principal);
    const document = documentOf(entries.document, dayOf(this.clock.now()));
    const person = this.vault.personRef(document.type, document.number);
    notOnHimself(clerk, person);
    const phoneRef = this.vault.phoneRef(entries.mobile);
    const right = await this.codes.attempt({ phoneRef, purpose: PURPOSE }, entries.code, this.clock.now());
    try {
      const work = (tx: Tx) => this.#enter(tx, clerk, { ...entries, document, person, right });
      return (await this.idempotency.run(command, async (tx) => ({ status: 201, body: await work(tx) })))
        .body;
    } catch (error) {
      // Another person took the mobile in the very same moment: the unique index decides (rules §1).
      throw sqlState(error) === '23505' ? refuse.mobileTaken() : error;
    }
  }

  async #enter(
    tx: Tx,
    clerk: StaffPrincipal,
    { person, right, document, name, mobile, scan }: Checked,
  ): Promise<Registered> {
    const now = this.clock.now();
    const before = await this.accounts.lockedOf(tx, person);
    const phoneRef = this.vault.phoneRef(mobile);
    const id = randomUUID();
    const fresh = { id, person, mobile: { phoneRef, ...this.vault.seal(mobile, person) } };
    const registration = registerAtWindow(before, fresh, now);
    if (registration.outcome === 'already-registered') throw refuse.registered();
    if (right === null || !(await this.codes.use(tx, right, now))) throw refuse.code();
    const { account, outcome } = registration;
    const party = { ref: person, kind: 'person' as const, document };
    const record = { source: `window:${account.id}`, party, particulars: { name, mobile } };
    await this.persons.intern(tx, [record], now);
    const released = await this.accounts.releaseMobile(tx, phoneRef, person);
    const ended = before === null ? 0 : await this.#upgrade(tx, account);
    if (before === null) await this.accounts.insert(tx, account);
    await this.#record(tx, clerk, person, { outcome, account: account.id, released, ended, scan });
    return { account: account.id, level: 'window', upgraded: outcome === 'upgraded' };
  }

  /** Credentials went with the new state; the sessions of before end too (rules §1). */
  async #upgrade(tx: Tx, account: Parameters<AccountStore['replace']>[1]): Promise<number> {
    if (!(await this.accounts.replace(tx, account))) throw refuse.registered();
    return this.sessions.endAllOf(tx, account.id, 'registered-at-window', this.clock.wall());
  }

  async #record(
    tx: Tx,
    clerk: StaffPrincipal,
    subject: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const { window } = clerk;
    await this.audit.record(tx, {
      actor: actorOf(clerk),
      action: 'account.register',
      subject,
      detail: { ...detail, window },
    });
  }
}
