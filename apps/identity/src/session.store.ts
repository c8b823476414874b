import { createHash, randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Holder, Session } from './session';

const OPEN = `
insert into session (id, account, staff, opened_at, idle_until, ends_at) values ($1, $2, $3, $4, $5, $6)`;
const ADD_TOKEN = `insert into refresh_token (hash, session) values ($1, $2)`;
const SPEND = `
update refresh_token set used_at = $2 where hash = $1 and used_at is null returning session`;
const SESSION_OF_TOKEN = `
select session.id as reused, account from refresh_token join session on session.id = session where hash = $1`;
const HELD = `
select session.id, opened_at as "openedAt", idle_until as "idleUntil", ends_at as "endsAt",
  account.id as account, staff.id as staff, coalesce(account.person, staff.person) as person,
  account.level, staff.role, staff.window_code as window, staff.owner
from session left join account on account.id = session.account left join staff on staff.id = session.staff
where session.id = $1 and session.ended_at is null and staff.ended_at is null
for update of session`;
const LIVE_OF = `
select id, opened_at as "openedAt", idle_until as "idleUntil", ends_at as "endsAt" from session
where account = $1 and ended_at is null and idle_until > $2 order by opened_at desc limit 100`;
const MOVE_ON = `update session set idle_until = $2 where id = $1`;
const END = `update session set ended_at = $2, ended_because = $3 where id = $1 and ended_at is null returning id`;
const END_OF = `
update session set ended_at = $2, ended_because = $3
where (account = $1 or staff = $1) and ended_at is null returning id`;
const FORGET_CLIENTS = `delete from known_client where holder = $1`;

type HeldRow = Session & { account: string | null; staff: string | null } & Record<string, unknown>;

/** A live session and whose it is, as the account or post stands now. */
export interface Held {
  session: Session;
  holder: Holder;
}

/** A refresh token that was used before: its session, and whose it is if it is no member of staff. */
export interface Reused {
  reused: string;
  account: string | null;
}

/** Why a session ended before its time. */
export type EndedBecause =
  | 'signed-out'
  | 'refresh-reused'
  | 'registered-at-window'
  | 'password-reset'
  | 'mobile-changed'
  | 'ended-by-holder'
  | 'staff-ended';

/** Refresh tokens are random and kept as hashes; a whole chain of them is one session, the family. */
@Injectable()
export class SessionStore {
  /** Stores the session and answers its first refresh token. */
  async open(tx: Tx, session: Session, holder: Holder): Promise<string> {
    const account = holder.kind === 'person' ? holder.account : null;
    const staff = holder.kind === 'staff' ? holder.staff : null;
    const { id, openedAt, idleUntil, endsAt } = session;
    tx.send('session.open', OPEN, [id, account, staff, openedAt, idleUntil, endsAt]);
    return this.#nextToken(tx, id);
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

  /** Of an account, the newest first. */
  async liveOf(tx: Tx, account: string, wall: Instant): Promise<Session[]> {
    return tx.run<Session>('session.live-of', LIVE_OF, [account, wall]);
  }

  async moveOn(tx: Tx, { id, idleUntil }: Session): Promise<string> {
    await tx.run('session.move-on', MOVE_ON, [id, idleUntil]);
    return this.#nextToken(tx, id);
  }

  async end(tx: Tx, id: string, because: EndedBecause, wall: Instant): Promise<boolean> {
    return (await tx.run('session.end', END, [id, wall, because])).length === 1;
  }

  /**
   * Ends every session of an account or member of staff, and what clients were known by; answers how many sessions there were.
   * Whoever signed in before may have been a thief.
   */
  async endAllOf(tx: Tx, holder: string, because: EndedBecause, wall: Instant): Promise<number> {
    tx.send('session.forget-clients', FORGET_CLIENTS, [holder]);
    return (await tx.run('session.end-of', END_OF, [holder, wall, because])).length;
  }

  async #nextToken(tx: Tx, session: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    tx.send('session.add-token', ADD_TOKEN, [hashOf(token), session]);
    return token;
  }

  async #held(tx: Tx, id: string): Promise<Held | null> {
    const [row] = await tx.run<HeldRow>('session.held', HELD, [id]);
    if (row === undefined) return null;
    const { openedAt, idleUntil, endsAt, account, staff, person, level, role, window, owner } = row;
    const holder = (
      account === null
        ? { kind: 'staff', staff, role, window, owner, person }
        : { kind: 'person', account, person, level }
    ) as Holder;
    return { session: { id, openedAt, idleUntil, endsAt }, holder };
  }
}

/** 256 random bits need no slow hash. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
