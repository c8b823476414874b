import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { epochOf, type Instant, SessionsEnded } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import type { Statements, Tx } from '@open122/service';

import { type Attempt, succeededIf } from './attempt.store';
import type { Holder, Session } from './session';

const OPEN = `
insert into session (id, account, staff, agent, opened_at, idle_until, ends_at) values ($1, $2, $3, $4, $5, $6, $7)`;
/** For the right password ($6) of an account ($3), as it stands now, with what else a success brings about. */
const OPEN_BY_PASSWORD = `
with held as (
  select from account where id = $3 and password_hash = $6 for share
), ${succeededIf('exists (select from held)')}, opened as (
  insert into session (id, account, opened_at, idle_until, ends_at) select $7, $3, $5, $8, $9 from held
)
insert into refresh_token (hash, session) select $10, $7 from held returning session`;
const ADD_TOKEN = `insert into refresh_token (hash, session) values ($1, $2)`;
const SPEND = `
update refresh_token set used_at = $2 where hash = $1 and used_at is null returning session`;
const SESSION_OF_TOKEN = `
select session.id as reused, account, agent from refresh_token join session on session.id = session where hash = $1`;
const HELD = `
select session.id, opened_at as "openedAt", idle_until as "idleUntil", ends_at as "endsAt",
  case when session.agent is not null then 'agent' when session.staff is not null then 'staff' else 'person' end as kind,
  coalesce(account.id, organisation.id) as account, staff.id as staff, agent.id as agent,
  coalesce(account.person, staff.person, agent.person) as person,
  account.level, staff.role, staff.window_code as window, staff.owner, staff.password_due as "passwordDue",
  organisation.ref as organisation, organisation.kind as "organisationKind", agent.mandate_until as "mandateUntil"
from session left join account on account.id = session.account left join staff on staff.id = session.staff
left join agent on agent.id = session.agent left join organisation on organisation.id = agent.organisation
where session.id = $1 and session.ended_at is null and staff.ended_at is null and agent.ended_at is null
for update of session`;
const LIVE_OF = `
select id, opened_at as "openedAt", idle_until as "idleUntil", ends_at as "endsAt" from session
where (account = $1 or staff = $1 or agent = $1) and ended_at is null and idle_until > $2 order by opened_at desc limit 100`;
const MOVE_ON = `update session set idle_until = $2 where id = $1`;
const END = `
update session set ended_at = $2, ended_because = $3 where id = $1 and ended_at is null
returning id, coalesce(account, staff, agent) as holder`;
const END_REPLACED = `
update session set ended_at = $2, ended_because = 'replaced' from refresh_token
where hash = $1 and session.id = session and ended_at is null
returning session.id, coalesce(account, staff, agent) as holder`;
const END_OF = `
update session set ended_at = $2, ended_because = $3
where (account = $1 or staff = $1 or agent = $1) and ended_at is null returning id`;
const FORGET_CLIENTS = `delete from known_client where holder = $1`;

type HeldRow = Session & { kind: Holder['kind'] } & Record<string, unknown>;
/** What a holder of each kind is told by. */
const FIELDS = {
  person: ['account', 'person', 'level'],
  agent: ['agent', 'person', 'account', 'organisation', 'organisationKind', 'mandateUntil'],
  staff: ['staff', 'role', 'window', 'owner', 'person', 'passwordDue'],
} as const satisfies { [K in Holder['kind']]: readonly (keyof Extract<Holder, { kind: K }>)[] };

/** Of one event; a holder has a handful. */
const SAID_AT_ONCE = 1_000;

/** A live session and whose it is, as the account or post stands now. */
export interface Held {
  session: Session;
  holder: Holder;
}

/** A refresh token that was used before: its session, and whose it is if it is no member of staff. */
export interface Reused {
  reused: string;
  account: string | null;
  agent: string | null;
}

/** Why a session ended before its time. */
export type EndedBecause =
  | 'signed-out'
  | 'replaced'
  | 'refresh-reused'
  | 'registered-at-window'
  | 'password-reset'
  | 'password-changed'
  | 'mobile-changed'
  | 'ended-by-holder'
  | 'ended-by-administrator'
  | 'account-closed'
  | 'agent-ended'
  | 'staff-ended';

/** Refresh tokens are random and kept as hashes; a whole chain of them is one session, the family. */
@Injectable()
export class SessionStore {
  constructor(private readonly outbox: Outbox) {}

  /** Stores the session and answers its first refresh token. */
  async open(tx: Tx, session: Session, holder: Holder): Promise<string> {
    const account = holder.kind === 'person' ? holder.account : null;
    const staff = holder.kind === 'staff' ? holder.staff : null;
    const agent = holder.kind === 'agent' ? holder.agent : null;
    const { id, openedAt, idleUntil, endsAt } = session;
    tx.send('session.open', OPEN, [id, account, staff, agent, openedAt, idleUntil, endsAt]);
    return this.#nextToken(tx, id);
  }

  /**
   * As {@link open} for a person, with {@link AttemptStore.succeeded}, in one statement. Null when the password is another one by
   * now: a registration at a window, which ends credentials and sessions (rules §1), comes wholly before or wholly after.
   */
  async openByPassword(
    on: Statements,
    { id, openedAt, idleUntil, endsAt }: Session,
    { account, passwordHash, attempt }: { account: string; passwordHash: string; attempt: Attempt<unknown> },
  ): Promise<string | null> {
    const { keys, isStranger } = attempt;
    const token = newToken();
    const of = [keys.login, keys.client, account, isStranger, openedAt, passwordHash];
    const opened = await on.run('session.open-by-password', OPEN_BY_PASSWORD, [
      ...of,
      ...[id, idleUntil, endsAt, hashOf(token)],
    ]);
    return opened.length === 1 ? token : null;
  }

  /**
   * Uses a refresh token up: its session, if it lives; {@link Reused} when the token had been used before;
   * null when nobody knows it.
   */
  async spend(tx: Tx, token: string, wall: Instant): Promise<Held | Reused | null> {
    const hash = hashOf(token);
    const [spent] = await tx.run<{ session: string }>('session.spend', SPEND, [hash, wall]);
    if (spent !== undefined) return this.#held(tx, spent.session);
    const [used] = await tx.run<Reused>('session.of-token', SESSION_OF_TOKEN, [hash]);
    return used ?? null;
  }

  /** Of an account, an agent or a member of staff, the newest first. */
  async liveOf(tx: Tx, holder: string, wall: Instant): Promise<Session[]> {
    return tx.run<Session>('session.live-of', LIVE_OF, [holder, wall]);
  }

  async moveOn(tx: Tx, { id, idleUntil }: Session): Promise<string> {
    await tx.run('session.move-on', MOVE_ON, [id, idleUntil]);
    return this.#nextToken(tx, id);
  }

  async end(tx: Tx, id: string, because: EndedBecause, wall: Instant): Promise<boolean> {
    const [ended] = await tx.run<{ id: string; holder: string }>('session.end', END, [id, wall, because]);
    if (ended !== undefined) await this.#say(tx, ended.holder, [ended.id], wall);
    return ended !== undefined;
  }

  /** Ends the session that this refresh token is or was of: another one has taken its place. */
  async endReplaced(tx: Tx, token: string, wall: Instant): Promise<void> {
    const [ended] = await tx.run<{ id: string; holder: string }>('session.end-replaced', END_REPLACED, [
      hashOf(token),
      wall,
    ]);
    if (ended !== undefined) await this.#say(tx, ended.holder, [ended.id], wall);
  }

  /**
   * Ends every session of an account, an agent or a member of staff, and what clients were known by; answers how many sessions
   * there were. Whoever signed in before may have been a thief.
   */
  async endAllOf(tx: Tx, holder: string, because: EndedBecause, wall: Instant): Promise<number> {
    tx.send('session.forget-clients', FORGET_CLIENTS, [holder]);
    const ended = await tx.run<{ id: string }>('session.end-of', END_OF, [holder, wall, because]);
    const ids = ended.map(({ id }) => id);
    for (let from = 0; from < ids.length; from += SAID_AT_ONCE)
      await this.#say(tx, holder, ids.slice(from, from + SAID_AT_ONCE), wall);
    return ids.length;
  }

  /** To the gateway, which believes their access tokens no more. */
  async #say(tx: Tx, holder: string, sessions: string[], wall: Instant): Promise<void> {
    await this.outbox.add(tx, SessionsEnded, { holder, sessions }, { version: epochOf(wall) });
  }

  async #nextToken(tx: Tx, session: string): Promise<string> {
    const token = newToken();
    tx.send('session.add-token', ADD_TOKEN, [hashOf(token), session]);
    return token;
  }

  async #held(tx: Tx, id: string): Promise<Held | null> {
    const [row] = await tx.run<HeldRow>('session.held', HELD, [id]);
    if (row === undefined) return null;
    const { kind, openedAt, idleUntil, endsAt } = row;
    const fields = FIELDS[kind].map((field) => [field, row[field]] as const);
    const holder = { kind, ...Object.fromEntries(fields) } as Holder;
    return { session: { id, openedAt, idleUntil, endsAt }, holder };
  }
}

const newToken = (): string => randomBytes(32).toString('base64url');

/** 256 random bits need no slow hash. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
