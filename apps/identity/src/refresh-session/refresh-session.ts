import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { refuse } from '../refusals';
import { refreshSession } from '../session';
import { type Granted, SessionDesk, type SessionView } from '../session-answer';
import { SessionStore } from '../session.store';

/** Rotates the refresh token. One that was used before ends the whole session: somebody else has it (design §7). */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionStore,
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
      if (await this.sessions.end(tx, held.reused, 'refresh-reused', wall)) {
        await this.audit.record(tx, { actor: 'anonymous', action: 'session.reuse', subject: held.reused });
      }
      return null;
    }
    const { holder } = held;
    const session = refreshSession(held.session, holder.kind, wall);
    if (session === null) return null;
    const refreshToken = await this.sessions.moveOn(tx, session);
    return { holder, session: session.id, refreshToken, refreshUntil: session.idleUntil };
  }
}
