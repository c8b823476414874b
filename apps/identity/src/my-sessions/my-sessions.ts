import { Injectable } from '@nestjs/common';
import { inShanghai } from '@open122/contracts';
import { actorOf, type Principal, principalPerson } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { CheckPassword } from '../change-password/check-password';
import { refuse } from '../refusals';
import type { Session } from '../session';
import { SessionStore } from '../session.store';
import type { MySessionView } from './my-sessions.controller';

/** Where I am signed in, and the end of it; the gateway hears of it and believes its access token no more. */
@Injectable()
export class MySessions {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly checkPassword: CheckPassword,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async list(principal: Principal): Promise<MySessionView[]> {
    const current = 'session' in principal ? principal.session : undefined;
    return (await this.#live(principal)).map(({ id, openedAt, idleUntil, endsAt }) => ({
      ...{ id, current: id === current, openedAt: inShanghai(openedAt) },
      ...{ refreshUntil: inShanghai(idleUntil), endsAt: inShanghai(endsAt) },
    }));
  }

  /** Refuses `session.not-found` for what is not mine, or over already, `password.wrong` and `session.locked`. */
  async end(
    principal: Principal,
    { id, password }: { id: string; password: string },
    client: string,
  ): Promise<void> {
    if (!(await this.#live(principal)).some((each) => each.id === id)) throw refuse.sessionUnknown();
    const checked = await this.checkPassword.check(principal, password, client);
    const { subject } = checked.holder;
    const ended = await this.database.transaction(async (tx) => {
      this.checkPassword.succeeded(tx, checked);
      const ended = await this.sessions.end(tx, id, 'ended-by-holder', this.clock.wall());
      const done = { actor: actorOf(principal), action: 'session.end', subject, detail: { session: id } };
      if (ended) await this.audit.record(tx, done);
      return ended;
    });
    if (!ended) throw refuse.sessionUnknown();
  }

  #live(principal: Principal): Promise<Session[]> {
    return this.database.read((tx) => this.sessions.liveOf(tx, holderOf(principal), this.clock.wall()));
  }
}

/** By whose id sessions are kept. */
function holderOf(principal: Principal): string {
  if (principal.kind === 'agent') return principal.agent;
  return principal.kind === 'staff' ? principal.staff : principalPerson(principal).account;
}
