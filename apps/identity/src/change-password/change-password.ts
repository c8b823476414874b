import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '@open122/http';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { type Attempt, AttemptStore } from '../attempt.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { SessionStore } from '../session.store';
import { type PasswordHolder, PasswordHolders } from './password-holders';

export interface NewPassword {
  current: string;
  password: string;
}

const TOLD = '您的账户密码已修改，其他登录均已退出。如非本人操作，请立即重置密码或到窗口办理。';
const GUESSED = '有人在您的登录状态下多次输错密码。如非本人操作，请立即重置密码。';

/** Another password for who knows the one of before: whoever has found an open session does not keep the owner out. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly holders: PasswordHolders,
    private readonly attempts: AttemptStore,
    private readonly passwords: Passwords,
    private readonly sessions: SessionStore,
    private readonly desk: SessionDesk,
    private readonly sms: SmsStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Wrong ones count among the failed sign-ins of this login. Refuses `password.wrong`, `session.locked` and what a new password can lack. */
  async change(
    principal: Principal,
    { current, password }: NewPassword,
    client: string,
  ): Promise<SessionView> {
    this.passwords.accept(password);
    const holder = await this.database.read((tx) => this.holders.of(tx, principal));
    if (holder === null) throw refuse.passwordWrong();
    const attempt = await this.#begin(holder, client);
    if (!(await this.passwords.matches(holder.passwordHash, current))) throw refuse.passwordWrong();
    const passwordHash = await this.passwords.hash(password);
    const actor = actorOf(principal);
    const granted = await this.database.transaction(async (tx) => {
      const granted = await this.#replace(tx, holder, passwordHash, attempt);
      const { subject } = holder;
      await this.audit.record(tx, { actor, action: 'account.change-password', subject });
      return granted;
    });
    return this.desk.answer(granted);
  }

  #begin(holder: PasswordHolder, client: string): Promise<Attempt<PasswordHolder>> {
    const { name, mobile, session } = holder;
    return this.attempts.begin<PasswordHolder>({
      ...{ kind: session.kind, name, client },
      find: () => Promise.resolve(holder),
      tell: async (tx) => {
        if (mobile !== null) await this.sms.write(tx, { mobile, text: GUESSED });
      },
    });
  }

  async #replace(
    tx: Tx,
    holder: PasswordHolder,
    passwordHash: string,
    attempt: Attempt<PasswordHolder>,
  ): Promise<Granted> {
    const { id, mobile, session } = holder;
    if (!(await holder.set(tx, passwordHash))) throw refuse.passwordWrong();
    await this.sessions.endAllOf(tx, id, 'password-changed', this.clock.wall());
    // after the end of all, which forgets from where he was known
    this.attempts.succeeded(tx, id, attempt);
    if (mobile !== null) await this.sms.write(tx, { mobile, text: TOLD });
    return this.desk.open(tx, session);
  }
}
