import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { addMinutes, type Day, dayOf, type Instant } from '@open122/contracts';
import { Clock, Database, Shutdown } from '@open122/service';

import { CLIENT_KNOWN_MINUTES, LOCKOUT_FORGOTTEN_MINUTES } from './lock-out';

const EVERY_MILLISECONDS = 10 * 60_000;
/** Rows of one statement. */
const AT_ONCE = 5_000;
/** Minutes for which what is over can still be looked into. */
const KEPT = { codes: 2 * 24 * 60, sessions: 30 * 24 * 60 } as const;

const forgetFrom = (table: string, key: string, age: string): string => `
delete from ${table} where ${key} in (select ${key} from ${table} where ${age} < $1 limit $2) returning 1`;
const FORGET_CODES = forgetFrom('sms_code', 'ctid', 'sent_at');
const FORGET_STEP_UPS = forgetFrom('step_up', 'id', 'requested_at');
const FORGET_CONSENTS = forgetFrom('consent_request', 'use_id', 'asked_at');
const FORGET_SESSIONS = forgetFrom('session', 'id', 'ends_at');
const FORGET_TRIES = forgetFrom('registration_try', 'key', 'day');
const FORGET_ATTEMPTS = forgetFrom('sign_in_attempt', 'key', 'last_at');
const FORGET_CLIENTS = forgetFrom('known_client', 'ctid', 'last_at');

/** Forgets codes, step-ups, sessions, tries to register, failed sign-ins and clients that are over. */
@Injectable()
export class Retention implements OnApplicationBootstrap {
  readonly #logger = new Logger(Retention.name);
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    shutdown: Shutdown,
  ) {
    shutdown.on('workers', () => {
      this.#stopped = true;
      clearInterval(this.#timer);
    });
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#quietly(), EVERY_MILLISECONDS);
    this.#timer.unref();
  }

  /** Forgets all there is: strangers make codes and attempts faster than one statement a sweep would forget them. */
  async sweep(): Promise<void> {
    const [now, wall] = [this.clock.now(), this.clock.wall()];
    const codesBefore = addMinutes(now, -KEPT.codes);
    await this.#forget('retention.codes', FORGET_CODES, codesBefore);
    await this.#forget('retention.step-ups', FORGET_STEP_UPS, codesBefore);
    await this.#forget('retention.consents', FORGET_CONSENTS, codesBefore);
    await this.#forget('retention.sessions', FORGET_SESSIONS, addMinutes(wall, -KEPT.sessions));
    await this.#forget('retention.tries', FORGET_TRIES, dayOf(codesBefore));
    await this.#forget('retention.attempts', FORGET_ATTEMPTS, addMinutes(wall, -LOCKOUT_FORGOTTEN_MINUTES));
    await this.#forget('retention.clients', FORGET_CLIENTS, addMinutes(wall, -CLIENT_KNOWN_MINUTES));
  }

  async #forget(name: string, statement: string, before: Instant | Day): Promise<void> {
    for (let gone = AT_ONCE; gone === AT_ONCE && !this.#stopped;) {
      gone = (await this.database.run(name, statement, [before, AT_ONCE])).length;
    }
  }

  async #quietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (err) {
      this.#logger.warn({ err }, Retention.name);
    }
  }
}
