import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { refreshSession } from '../session';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { type Reused, SessionStore } from '../session.store';

const TOLD = '检测到您的登录凭证被重复使用，该处登录已退出。如非本人操作，请修改密码。';

/** Rotates the refresh token. One that was used before ends the whole session, and its holder is told: somebody else has it (design §7). */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly accounts: AccountStore,
    private readonly sms: SmsStore,
    private readonly desk: SessionDesk,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async refresh(token: string): Promise<SessionView> {
    // The refusal comes after the commit: what a reused token ends must stay ended.
    const granted = await this.database.transaction((tx) => this.#rotate(tx, token));
    if (granted === null) throw refuse.refresh();
    return this.desk.answer(granted);
  }

  async #rotate(tx: Tx, token: string): Promise<Granted | null> {
    const wall = this.clock.wall();
    const held = await this.sessions.spend(tx, token, wall);
    if (held === null) return null;
    if ('reused' in held) {
      await this.#end(tx, held);
      return null;
    }
    const { holder } = held;
    const session = refreshSession(held.session, holder.kind, wall);
    if (session === null) return null;
    const refreshToken = await this.sessions.moveOn(tx, session);
    return { holder, session: session.id, refreshToken, refreshUntil: session.idleUntil };
  }

  async #end(tx: Tx, { reused, account }: Reused): Promise<void> {
    if (!(await this.sessions.end(tx, reused, 'refresh-reused', this.clock.wall()))) return;
    await this.audit.record(tx, { actor: 'anonymous', action: 'session.reuse', subject: reused });
    const holder = account === null ? null : await this.accounts.byId(tx, account);
    const mobile = holder === null ? null : this.accounts.mobileOf(holder);
    if (mobile !== null) await this.sms.write(tx, { mobile, text: TOLD });
  }
}
