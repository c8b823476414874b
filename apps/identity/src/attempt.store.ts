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
const KNOWN = `select holder from known_client where login = $1 and client = $2`;
const KEEP = `
insert into sign_in_attempt (key, failures, blocked_until, last_at, told_at)
select * from unnest($1::bytea[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
on conflict (key) do update set failures = excluded.failures, blocked_until = excluded.blocked_until,
  last_at = excluded.last_at, told_at = excluded.told_at`;
const SUCCEED = `
with forgotten as (
  delete from sign_in_attempt where key = $2
), taken_back as (
  update sign_in_attempt set failures = greatest(failures - 1, 0) where key = $1 and $4
)
insert into known_client (login, client, holder, last_at) values ($1, $2, $3, $5)
on conflict (login, client) do update set holder = excluded.holder, last_at = excluded.last_at`;

/** Who tries to sign in as whom, and from where. */
export interface Login<T extends { id: string }> {
  kind: Holder['kind'];
  /** As it was typed. */
  name: string;
  client: string;
  /** Whose login it is. */
  find: (tx: Tx) => Promise<T | null>;
  /** Writes to him that there were many failures; as much is written for nobody. */
  tell: (tx: Tx, found: T | null) => Promise<void>;
}

/** Logins and clients are kept as keyed digests. */
interface Keys {
  login: Buffer;
  client: Buffer;
}
export interface Attempt<T> {
  keys: Keys;
  /** Null when nobody has the login. */
  found: T | null;
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
   * Finds whose login it is, and counts the attempt as failed before anything is checked, so that parallel guesses cannot slip
   * under the count; a success takes it back. Refuses `session.locked` with Retry-After.
   */
  async begin<T extends { id: string }>(login: Login<T>): Promise<Attempt<T>> {
    const name = `${login.kind}:${login.name}`;
    const keys = {
      login: this.vault.blind('sign-in', name),
      client: this.vault.blind('sign-in', name, login.client),
    };
    const wall = this.clock.wall();
    const { found, isStranger, counted } = await this.database.transaction(async (tx) => {
      tx.send('attempt.lock', LOCK, [keys.login.toString('hex')]);
      const [found, rows, [known]] = await Promise.all([
        login.find(tx),
        tx.run<Row>('attempt.failures', FAILURES, [[keys.client, keys.login]]),
        tx.run<{ holder: string }>('attempt.known', KNOWN, [keys.login, keys.client]),
      ]);
      const of = (key: Buffer): Row | null => rows.find((row) => row.key.equals(key)) ?? null;
      // a login goes from one to another, as a mobile does
      const isStranger = known === undefined || known.holder !== found?.id;
      const before = { client: of(keys.client), strangers: of(keys.login), isStranger };
      const counted = countAttempt(before, login.kind, wall);
      if (counted.allowed) {
        if (counted.tell) await login.tell(tx, found);
        this.#keep(tx, keys, counted);
      }
      return { found, isStranger, counted };
    });
    if (!counted.allowed) throw refuse.locked().with({ retryAfterSeconds: counted.retryAfterSeconds });
    return { keys, found, isStranger, codeNeeded: counted.codeNeeded };
  }

  /** The failure is none, and the client is no stranger any more. */
  succeeded(tx: Tx, holder: string, { keys, isStranger }: Attempt<unknown>): void {
    const { login, client } = keys;
    tx.send('attempt.succeed', SUCCEED, [login, client, holder, isStranger, this.clock.wall()]);
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
