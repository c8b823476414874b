import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';
import { Clock, Database, type Tx } from '@open122/service';

import { countAttempt, type Failures, type Strangers } from './lock-out';
import { refuse } from './refusals';
import type { Holder } from './session';
import { Vault } from './vault';

/** Attempts at one login are counted one after the other. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended($1, 124))`;
const FAILURES = `
select key, failures, blocked_until as "blockedUntil", last_at as "lastAt", told_at as "toldAt"
from sign_in_attempt where key = any($1)`;
const KNOWN = `select 1 from known_client where holder = $1 and client = $2`;
const KEEP = `
insert into sign_in_attempt (key, failures, blocked_until, last_at, told_at)
select * from unnest($1::bytea[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
on conflict (key) do update set failures = excluded.failures, blocked_until = excluded.blocked_until,
  last_at = excluded.last_at, told_at = excluded.told_at`;
const FORGET = `delete from sign_in_attempt where key = $1`;
const TAKE_BACK = `update sign_in_attempt set failures = greatest(failures - 1, 0) where key = $1`;
const REMEMBER = `
insert into known_client (holder, client, last_at) values ($1, $2, $3)
on conflict (holder, client) do update set last_at = excluded.last_at`;

/** Looked for when nobody has the login: the same work. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Who tries to sign in as whom, and from where. */
export interface Login {
  kind: Holder['kind'];
  /** As it was typed. */
  name: string;
  /** The account, or the member of staff; null when nobody has the login. */
  holder: string | null;
  client: string;
}

/** Logins and clients are kept as keyed digests. */
interface Keys {
  login: Buffer;
  client: Buffer;
  known: Buffer;
}
export interface Attempt {
  keys: Keys;
  /** Never signed in here with success. */
  isStranger: boolean;
  /** Strangers have failed so often that a password alone is not enough. */
  codeNeeded: boolean;
}

interface Row extends Strangers {
  key: Buffer;
}

/** Growing delays after failed sign-ins, per login and client, and what many clients together bring about (lock-out.ts). Wall time. */
@Injectable()
export class AttemptStore {
  constructor(
    private readonly vault: Vault,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts the attempt as failed before anything is checked, so that parallel guesses cannot slip under the count; a success
   * takes it back. `tell` writes to the owner that there were many, once a day. Refuses `session.locked` with Retry-After.
   */
  async begin(login: Login, tell: (tx: Tx) => Promise<void>): Promise<Attempt> {
    const keys = this.#keysOf(login);
    const wall = this.clock.wall();
    const { isStranger, counted } = await this.database.transaction(async (tx) => {
      this.#lock(tx, keys);
      const known = await this.#known(tx, login.holder ?? NOBODY, keys);
      const counted = countAttempt(known, login.kind, wall);
      if (counted.allowed) {
        if (counted.tell) await tell(tx);
        this.#keep(tx, keys, counted);
      }
      return { isStranger: known.isStranger, counted };
    });
    if (!counted.allowed) throw refuse.locked().with({ retryAfterSeconds: counted.retryAfterSeconds });
    return { keys, isStranger, codeNeeded: counted.codeNeeded };
  }

  /** The failure is none, and the client is no stranger any more. */
  succeeded(tx: Tx, holder: string, { keys, isStranger }: Attempt): void {
    this.#lock(tx, keys);
    tx.send('attempt.forget', FORGET, [keys.client]);
    if (isStranger) tx.send('attempt.take-back', TAKE_BACK, [keys.login]);
    tx.send('attempt.remember', REMEMBER, [holder, keys.known, this.clock.wall()]);
  }

  #keysOf({ kind, name, holder, client }: Login): Keys {
    const login = `${kind}:${name}`;
    return {
      login: this.vault.blind('sign-in', login),
      client: this.vault.blind('sign-in', login, client),
      known: this.vault.blind('known-client', holder ?? NOBODY, client),
    };
  }

  #lock(tx: Tx, { login }: Keys): void {
    tx.send('attempt.lock', LOCK, [login.toString('hex')]);
  }

  async #known(tx: Tx, holder: string, keys: Keys) {
    const [rows, known] = await Promise.all([
      tx.run<Row>('attempt.failures', FAILURES, [[keys.client, keys.login]]),
      tx.run('attempt.known', KNOWN, [holder, keys.known]),
    ]);
    const of = (key: Buffer): Row | null => rows.find((row) => row.key.equals(key)) ?? null;
    return { client: of(keys.client), strangers: of(keys.login), isStranger: known.length === 0 };
  }

  #keep(tx: Tx, keys: Keys, { client, strangers }: { client: Failures; strangers: Strangers }): void {
    const all = [client, strangers];
    const of = <T>(field: (each: Failures) => T): T[] => all.map(field);
    tx.send('attempt.keep', KEEP, [
      [keys.client, keys.login],
      of(({ failures }) => failures),
      of(({ blockedUntil }): Instant => blockedUntil),
      of(({ lastAt }): Instant => lastAt),
      [null, strangers.toldAt],
    ]);
  }
}
