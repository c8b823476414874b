import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { SessionStore } from '../session.store';

/** Ends the session at hand; the gateway hears of it and believes its access token no more. */
@Injectable()
export class SignOut {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async signOut(principal: Principal): Promise<void> {
    const session = 'session' in principal ? principal.session : undefined;
    if (session === undefined) return;
    await this.database.transaction(async (tx) => {
      const ended = await this.sessions.end(tx, session, 'signed-out', this.clock.wall());
      if (!ended || principal.kind !== 'staff') return;
      await this.audit.record(tx, { actor: actorOf(principal), action: 'session.end', subject: session });
    });
  }
}
