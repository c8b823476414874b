import { Inject, Injectable } from '@nestjs/common';
import { dayOf, type Province } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  type DocumentFields,
  documentOf,
  Idempotency,
  type PersonPrincipal,
  principalStaff,
  type StaffPrincipal,
  useStepUp,
} from '@open122/http';
import { Audit, Clock, Database, PROVINCE, sqlState, type Tx } from '@open122/service';

import { type Account, withMobile } from '../account';
import { AccountStore } from '../account.store';
import { CheckPassword } from '../change-password/check-password';
import { refuse } from '../refusals';
import { IssueCode } from '../send-sms-code/issue-code';
import { SmsStore } from '../send-sms/sms';
import { SessionStore } from '../session.store';
import { type RightCode, SmsCodeStore } from '../sms-code.store';
import { notOnHimself } from '../staff';
import { Vault } from '../vault';

const TOLD = '您的登录手机号已更换为其他号码。如非本人操作，请立即到窗口办理。';

export interface NewMobile {
  mobile: string;
  /** Sent to the new mobile. */
  code: string;
}

/** As whoever is signed in gives it: with his password, and where he types it. */
interface OwnNewMobile extends NewMobile {
  password: string;
  client: string;
}

/**
 * Another mobile to sign in with (rules §1): the password, a code to the old one, which is the step-up, and one to the new one; at
 * a window without the old one. The phone on file with a licence or a vehicle is another thing and stays.
 */
@Injectable()
export class ChangeMobile {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly accounts: AccountStore,
    private readonly checkPassword: CheckPassword,
    private readonly sessions: SessionStore,
    private readonly codes: SmsCodeStore,
    private readonly issueCode: IssueCode,
    private readonly sms: SmsStore,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  /** The code that confirms the new mobile. The answer never tells whether somebody has it. */
  async sendCode(mobile: string): Promise<void> {
    await this.database.transaction((tx) =>
      this.issueCode.issue(tx, { mobile, purpose: 'mobile-change', words: '更换登录手机号' }),
    );
  }

  /** The same request again, as after a lost answer, changes nothing. */
  async own(person: PersonPrincipal, bodyDigest: string, given: OwnNewMobile): Promise<void> {
    const { mobile, code, password, client } = given;
    const phoneRef = this.vault.phoneRef(mobile);
    const now = this.clock.now();
    const before = await this.database.read((tx) => this.accounts.byId(tx, person.account));
    if (before?.phoneRef === phoneRef) return;
    const checked = await this.checkPassword.check(person, password, client);
    const right = await this.codes.attempt({ phoneRef, purpose: 'mobile-change' }, code, now);
    await this.#orInUse(() =>
      this.database.transaction(async (tx) => {
        await useStepUp(tx, person, 'change-mobile', bodyDigest, now);
        await this.#confirmed(tx, right);
        const account = await this.accounts.lockedOf(tx, person.person);
        if (account?.id !== person.account) throw refuse.accountUnknown();
        if (account.passwordHash !== checked.holder.passwordHash) throw refuse.passwordWrong();
        this.checkPassword.succeeded(tx, checked);
        await this.#change(tx, account, mobile);
        await this.#record(tx, actorOf(person), account, {});
      }),
    );
  }

  async sendCodeAtDesk(clerk: StaffPrincipal, mobile: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.issueCode.issue(tx, { mobile, purpose: 'window-mobile-change', words: '更换登录手机号' });
      const subject = this.vault.phoneRef(mobile);
      await this.audit.record(tx, { actor: actorOf(clerk), action: 'account.send-code', subject });
    });
  }

  /** The old mobile may be lost or stolen: sessions end, and whoever else has the new one loses it (numbers are recycled). */
  async atWindow(command: CommandRequest, document: DocumentFields, given: NewMobile): Promise<void> {
    const clerk = principalStaff(command.principal);
    const { type, number } = documentOf(document, dayOf(this.clock.now()));
    const person = this.vault.personRef(type, number);
    notOnHimself(clerk, person);
    const phoneRef = this.vault.phoneRef(given.mobile);
    const now = this.clock.now();
    const right = await this.codes.attempt({ phoneRef, purpose: 'window-mobile-change' }, given.code, now);
    await this.#orInUse(() =>
      this.idempotency.run(command, async (tx) => {
        const account = await this.accounts.lockedOf(tx, person);
        if (account === null) throw refuse.accountUnknown();
        await this.#confirmed(tx, right);
        const released = await this.accounts.releaseMobile(tx, phoneRef, person);
        await this.#change(tx, account, given.mobile);
        const ended = await this.sessions.endAllOf(tx, account.id, 'mobile-changed', this.clock.wall());
        await this.#record(tx, actorOf(clerk), account, { released, ended, window: clerk.window });
        return { status: 200, body: {} };
      }),
    );
  }

  async #confirmed(tx: Tx, right: RightCode | null): Promise<void> {
    if (right === null || !(await this.codes.use(tx, right, this.clock.now()))) throw refuse.code();
  }

  /** The old mobile is told, if there was one. */
  async #change(tx: Tx, account: Account, mobile: string): Promise<void> {
    const sealed = { phoneRef: this.vault.phoneRef(mobile), ...this.vault.seal(mobile, account.person) };
    if (!(await this.accounts.replace(tx, withMobile(account, sealed)))) throw refuse.accountUnknown();
    const old = this.accounts.mobileOf(account);
    if (old !== null && old !== mobile) await this.sms.write(tx, { mobile: old, text: TOLD });
  }

  async #record(tx: Tx, actor: string, account: Account, detail: Record<string, unknown>): Promise<void> {
    const { id, person } = account;
    await this.audit.record(tx, {
      ...{ actor, action: 'account.change-mobile', subject: person, detail: { ...detail, account: id } },
    });
  }

  /** The unique index decides whose the mobile is. */
  async #orInUse<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw sqlState(error) === '23505' ? refuse.mobileInUse(this.province.windows) : error;
    }
  }
}
