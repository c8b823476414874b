import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { OrganisationStore } from '../organisation.store';
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
    private readonly organisations: OrganisationStore,
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

  async #end(tx: Tx, { reused, account, agent }: Reused): Promise<void> {
    if (!(await this.sessions.end(tx, reused, 'refresh-reused', this.clock.wall()))) return;
    await this.audit.record(tx, { actor: 'anonymous', action: 'session.reuse', subject: reused });
    const mobile = agent === null ? await this.#mobile(tx, account) : await this.#agentsMobile(tx, agent);
    if (mobile !== null) await this.sms.write(tx, { mobile, text: TOLD });
  }

  async #mobile(tx: Tx, account: string | null): Promise<string | null> {
    const holder = account === null ? null : await this.accounts.byId(tx, account);
    return holder === null ? null : this.accounts.mobileOf(holder);
  }

  async #agentsMobile(tx: Tx, id: string): Promise<string | null> {
    const agent = await this.organisations.agent(tx, id);
    return agent === null ? null : this.organisations.mobileOf(agent);
  }
}
