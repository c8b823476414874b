import { Injectable } from '@nestjs/common';
import { inShanghai } from '@open122/contracts';
import type { PersonPrincipal } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { refuse } from '../refusals';
import { SessionStore } from '../session.store';
import type { MySessionView } from './my-sessions.controller';

/** Where I am signed in, and the end of it; the gateway hears of it and believes its access token no more. */
@Injectable()
export class MySessions {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async list({ account, session: current }: PersonPrincipal): Promise<MySessionView[]> {
    const live = await this.database.read((tx) => this.sessions.liveOf(tx, account, this.clock.wall()));
    return live.map(({ id, openedAt, idleUntil, endsAt }) => ({
      ...{ id, current: id === current, openedAt: inShanghai(openedAt) },
      ...{ refreshUntil: inShanghai(idleUntil), endsAt: inShanghai(endsAt) },
    }));
  }

  /** Refuses `session.not-found` for what is not mine, or over already. */
  async end({ account, person }: PersonPrincipal, id: string): Promise<void> {
    const wall = this.clock.wall();
    await this.database.transaction(async (tx) => {
      const mine = await this.sessions.liveOf(tx, account, wall);
      if (!mine.some((each) => each.id === id)) throw refuse.sessionUnknown();
      await this.sessions.end(tx, id, 'ended-by-holder', wall);
      await this.audit.record(tx, {
        ...{ actor: `person:${account}`, action: 'session.end', subject: person, detail: { session: id } },
      });
    });
  }
}
