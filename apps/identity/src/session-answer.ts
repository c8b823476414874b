import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, type Instant } from '@open122/contracts';
import { Clock, type Statements, type Tx } from '@open122/service';

import type { Account } from './account';
import type { Attempt } from './attempt.store';
import { type Holder, openSession } from './session';
import { SessionStore } from './session.store';
import { ACCESS_TOKEN_SECONDS, Tokens } from './tokens';

/** A session as it is handed to its holder. */
export class SessionView {
  @ApiProperty({ type: String, description: 'JWT, EdDSA' })
  accessToken!: string;

  @ApiProperty({ type: Number, description: 'of the access token' })
  expiresInSeconds!: number;

  @ApiProperty({ type: String, description: 'good for one refresh' })
  refreshToken!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  refreshUntil!: string;
}

/** What a transaction leaves to be told. */
export interface Granted {
  holder: Holder;
  session: string;
  refreshToken: string;
  refreshUntil: Instant;
}

/** The one way into a session, for persons and staff. */
@Injectable()
export class SessionDesk {
  constructor(
    private readonly sessions: SessionStore,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  async open(tx: Tx, holder: Holder): Promise<Granted> {
    const session = openSession(randomUUID(), holder.kind, this.clock.wall());
    const refreshToken = await this.sessions.open(tx, session, holder);
    return { holder, session: session.id, refreshToken, refreshUntil: session.idleUntil };
  }

  /** Null when the account's password is another one by now. */
  async openByPassword(
    on: Statements,
    { id, person, level, passwordHash }: Account,
    attempt: Attempt<unknown>,
  ): Promise<Granted | null> {
    const session = openSession(randomUUID(), 'person', this.clock.wall());
    const by = { account: id, passwordHash: passwordHash ?? '', attempt };
    const refreshToken = await this.sessions.openByPassword(on, session, by);
    const holder: Holder = { kind: 'person', account: id, person, level };
    return refreshToken === null
      ? null
      : { holder, session: session.id, refreshToken, refreshUntil: session.idleUntil };
  }

  /** What a sign-in takes the place of ends with it. */
  async replace(tx: Tx, refreshToken: string | undefined): Promise<void> {
    if (refreshToken !== undefined) await this.sessions.endReplaced(tx, refreshToken, this.clock.wall());
  }

  async answer({ holder, session, refreshToken, refreshUntil }: Granted): Promise<SessionView> {
    return {
      accessToken: await this.tokens.access(holder, session, this.clock.wall()),
      expiresInSeconds: ACCESS_TOKEN_SECONDS,
      refreshToken,
      refreshUntil: inShanghai(refreshUntil),
    };
  }
}
