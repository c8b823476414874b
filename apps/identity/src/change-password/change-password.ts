import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '@open122/http';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { passwordText } from '../password';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { SessionStore } from '../session.store';
import { type Checked, CheckPassword } from './check-password';

export interface NewPassword {
  current: string;
  password: string;
}

const TOLD = '您的账户密码已修改，其他登录均已退出。如非本人操作，请立即重置密码或到窗口办理。';

/** Another password for who knows the one of before. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly checkPassword: CheckPassword,
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
    if (passwordText(password) === passwordText(current)) throw refuse.passwordSame();
    const checked = await this.checkPassword.check(principal, current, client);
    const passwordHash = await this.passwords.hash(password);
    const actor = actorOf(principal);
    const granted = await this.database.transaction(async (tx) => {
      const granted = await this.#replace(tx, checked, passwordHash);
      const { subject } = checked.holder;
      await this.audit.record(tx, { actor, action: 'account.change-password', subject });
      return granted;
    });
    return this.desk.answer(granted);
  }

  async #replace(tx: Tx, checked: Checked, passwordHash: string): Promise<Granted> {
    const { holder } = checked;
    const { id, mobile, session } = holder;
    if (!(await holder.set(tx, passwordHash))) throw refuse.passwordWrong();
    await this.sessions.endAllOf(tx, id, 'password-changed', this.clock.wall());
    // after the end of all, which forgets from where he was known
    this.checkPassword.succeeded(tx, checked);
    if (mobile !== null) await this.sms.write(tx, { mobile, text: TOLD });
    return this.desk.open(tx, session);
  }
}
