import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { addMinutes, type Instant } from '@open122/contracts';
import { Clock, Database, Health, Shutdown, type Tx } from '@open122/service';

/** Longer than an access token lives. */
const KEPT_MINUTES = 15;
/** Another instance of the gateway may be the one that hears of it. */
const LOOK_EVERY_MILLISECONDS = 500;
const AT_ONCE = 5_000;
/** Rows that are looked at again: one of a lower number may have been committed later. */
const AGAIN = 100;

const KEEP = `
insert into ended_session (session, ended_at) select session, $2 from unnest($1::uuid[]) as session
on conflict (session) do nothing`;
const SINCE = `
select session, number from ended_session where number > $1 and ended_at > $2 order by number limit $3`;
const FORGET = `delete from ended_session where ended_at < $1`;

/** The sessions whose access tokens are believed no more, in memory: every request asks. */
@Injectable()
export class EndedSessions implements OnApplicationBootstrap {
  readonly #logger = new Logger(EndedSessions.name);
  readonly #ended = new Map<string, number>();
  #last = 0;
  #looked = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #away = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    health: Health,
    shutdown: Shutdown,
  ) {
    health.register('ended-sessions', () => ({ up: this.#looked }));
    shutdown.on('workers', () => {
      this.#closed = true;
      clearTimeout(this.#timer);
    });
  }

  onApplicationBootstrap(): void {
    void this.#follow();
  }

  has(session: string | undefined): boolean {
    return session !== undefined && this.#ended.has(session);
  }

  /** Written in the transaction of the message; known here once that is committed. */
  async end(tx: Tx, sessions: readonly string[]): Promise<void> {
    await tx.run('ended-session.keep', KEEP, [sessions, this.clock.wall()]);
    tx.afterCommit(() => this.#learn(sessions));
  }

  /** What every instance wrote since the last look. */
  async look(): Promise<void> {
    const since = addMinutes(this.clock.wall(), -KEPT_MINUTES);
    for (;;) {
      const from = Math.max(0, this.#last - AGAIN);
      const rows = await this.database.run<{ session: string; number: number }>(
        'ended-session.since',
        SINCE,
        [...[from, since, AT_ONCE]],
      );
      this.#learn(rows.map(({ session }) => session));
      const last = Number(rows.at(-1)?.number ?? 0);
      const isDone = last <= this.#last || rows.length < AT_ONCE;
      this.#last = Math.max(this.#last, last);
      if (isDone) break;
    }
    this.#looked = true;
    await this.#forget(since);
  }

  #learn(sessions: readonly string[]): void {
    const until = performance.now() + KEPT_MINUTES * 60_000;
    for (const session of sessions) if (!this.#ended.has(session)) this.#ended.set(session, until);
  }

  async #forget(before: Instant): Promise<void> {
    const now = performance.now();
    let isOld = false;
    // in the order in which they were learned
    for (const [session, until] of this.#ended) {
      if (until > now) break;
      this.#ended.delete(session);
      isOld = true;
    }
    if (isOld) await this.database.run('ended-session.forget', FORGET, [before]);
  }

  async #follow(): Promise<void> {
    try {
      await this.look();
      this.#away = false;
    } catch (err) {
      if (!this.#away) this.#logger.warn({ err, problem: 'ended sessions cannot be looked up' });
      this.#away = true;
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#follow(), LOOK_EVERY_MILLISECONDS);
    this.#timer.unref();
  }
}
