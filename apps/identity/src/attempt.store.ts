import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';
import { Clock, Database, sqlState, type Tx } from '@open122/service';

import { countAttempt, type Failures, firstCounts, type Strangers } from './lock-out';
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
/**
 * The first attempt in peace: whose login it is ($1 of `find`), and both counts as {@link countAttempt} has them for a first one.
 * The lock stands in a statement whose snapshot may be older than what another has just counted: then the insert fails.
 */
const first = (find: string): string => `
with found as (${find}
), free as materialized (
  select pg_try_advisory_xact_lock(hashtextextended(encode($2, 'hex'), 124)) as free
), client as (
  select not exists (select from known_client, found where login = $2 and client = $3 and holder = found.id) as stranger
), counted as (
  insert into sign_in_attempt (key, failures, blocked_until, last_at)
  select key, failures, blocked_until, $4 from free, client,
    unnest(array[$3, $2, $2]::bytea[], array[null, true, false], $5::int[], $6::timestamptz[])
      as each (key, of_stranger, failures, blocked_until)
  where free and coalesce(of_stranger = stranger, true) and not exists (select from sign_in_attempt where key in ($2, $3))
  returning key
)
select found.*, stranger as "isStranger", exists (select from counted) as "isCounted" from client left join found on true`;
/** As {@link AttemptStore.succeeded}: $1 login, $2 client, $3 holder, $4 whether it was a stranger, $5 wall time. */
export const succeededIf = (condition: string): string => `
forgotten as (
  delete from sign_in_attempt where key = $2 and ${condition}
), taken_back as (
  update sign_in_attempt set failures = greatest(failures - 1, 0) where key = $1 and $4 and ${condition}
), known as (
  insert into known_client (login, client, holder, last_at) select $1, $2, $3, $5 where ${condition}
  on conflict (login, client) do update set holder = excluded.holder, last_at = excluded.last_at
)`;
const SUCCEED = `with ${succeededIf('true')} select`;
const UNIQUE_VIOLATION = '23505';

/** A named statement with one parameter. */
export interface Lookup {
  readonly name: string;
  readonly sql: string;
  readonly key: string;
}

/** Who tries to sign in as whom, and from where. */
export interface Login<T extends { id: string }> {
  kind: Holder['kind'];
  /** As it was typed. */
  name: string;
  client: string;
  /** Whose login it is. */
  find: (tx: Tx) => Promise<T | null>;
  /** A statement that finds the same by its $1: with it the first attempt in peace is one round trip. */
  lookup?: Lookup;
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
/** What was found, with nulls when nothing was. */
type First<T> = { [K in keyof T]: T[K] | null } & { isStranger: boolean; isCounted: boolean };

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
    const first = await this.#first(login, keys, wall);
    return first ?? this.#oneAfterTheOther(login, keys, wall);
  }

  /** The failure is none, and the client is no stranger any more. */
  succeeded(tx: Tx, holder: string, { keys, isStranger }: Attempt<unknown>): void {
    const { login, client } = keys;
    tx.send('attempt.succeed', SUCCEED, [login, client, holder, isStranger, this.clock.wall()]);
  }

  /** Null when there is no {@link Login.lookup}, or it is no first attempt in peace: nothing was counted then. */
  async #first<T extends { id: string }>(
    { kind, lookup }: Login<T>,
    { login, client }: Keys,
    wall: Instant,
  ): Promise<Attempt<T> | null> {
    if (lookup === undefined) return null;
    const counts = firstCounts(kind, wall);
    const failures = counts.map(({ failures }) => failures);
    const blocked = counts.map(({ blockedUntil }) => blockedUntil);
    const values = [lookup.key, login, client, wall, failures, blocked];
    try {
      const [row] = await this.database.run<First<T>>(
        `attempt.first.${lookup.name}`,
        first(lookup.sql),
        values,
      );
      if (row?.isCounted !== true) return null;
      const { isStranger, isCounted: _, ...found } = row;
      return {
        keys: { login, client },
        found: found.id === null ? null : (found as unknown as T),
        isStranger,
        codeNeeded: false,
      };
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return null;
      throw error;
    }
  }

  async #oneAfterTheOther<T extends { id: string }>(
    login: Login<T>,
    keys: Keys,
    wall: Instant,
  ): Promise<Attempt<T>> {
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
