import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { addMinutes } from '@open122/contracts';
import { Clock, Database, Shutdown } from '@open122/service';

import { LOCKOUT_FORGOTTEN_MINUTES } from './session';

const EVERY_MILLISECONDS = 10 * 60_000;
const AT_ONCE = 5_000;
/** Minutes for which what is over can still be looked into. */
const KEPT = { codes: 2 * 24 * 60, sessions: 30 * 24 * 60 } as const;

const FORGET_CODES = `
delete from sms_code where ctid in (select ctid from sms_code where sent_at < $1 limit $2)`;
const FORGET_STEP_UPS = `
delete from step_up where id in (select id from step_up where requested_at < $1 limit $2)`;
const FORGET_SESSIONS = `
delete from session where id in (select id from session where ends_at < $1 limit $2)`;
const FORGET_ATTEMPTS = `
delete from sign_in_attempt where key in (select key from sign_in_attempt where last_at < $1 limit $2)`;

/** Forgets codes, step-ups, sessions and failed sign-ins that are over, a few at a time. */
@Injectable()
export class Retention implements OnApplicationBootstrap {
  readonly #logger = new Logger(Retention.name);
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    shutdown: Shutdown,
  ) {
    shutdown.on('workers', () => clearInterval(this.#timer));
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#quietly(), EVERY_MILLISECONDS);
    this.#timer.unref();
  }

  /** At most 5,000 of each kind. */
  async sweep(): Promise<void> {
    const [now, wall] = [this.clock.now(), this.clock.wall()];
    const codesBefore = addMinutes(now, -KEPT.codes);
    await this.database.run('retention.codes', FORGET_CODES, [codesBefore, AT_ONCE]);
    await this.database.run('retention.step-ups', FORGET_STEP_UPS, [codesBefore, AT_ONCE]);
    const sessionsBefore = addMinutes(wall, -KEPT.sessions);
    await this.database.run('retention.sessions', FORGET_SESSIONS, [sessionsBefore, AT_ONCE]);
    const attemptsBefore = addMinutes(wall, -LOCKOUT_FORGOTTEN_MINUTES);
    await this.database.run('retention.attempts', FORGET_ATTEMPTS, [attemptsBefore, AT_ONCE]);
  }

  async #quietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (err) {
      this.#logger.warn({ err }, Retention.name);
    }
  }
}
