import { Injectable } from '@nestjs/common';
import { ClockMoved, epochOf, type Instant, instantOf } from '@open122/contracts';
import { actorOf, type Answer, type CommandRequest, Idempotency } from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Audit, Clock, type Tx } from '@open122/service';

import { ClockStore } from './clock.store';
import { type Move, movedTo } from './duration';
import { Followers } from './followers';

/** What the test clock shows. */
export interface Moved {
  readonly now: Instant;
  readonly offsetMilliseconds: number;
}

/** Moves a sandbox's platform time forward, and waits until the whole platform has caught up (design §6). */
@Injectable()
export class MoveClock {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly store: ClockStore,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly followers: Followers,
  ) {}

  /** Refuses `clock.unclear`, `clock.backwards`, and `clock.not-followed` when the move stands but somebody lags. */
  async run(command: CommandRequest, move: Move): Promise<Moved> {
    const { body } = await this.idempotency.run(command, async (tx) => this.move(tx, command, move));
    await this.followers.caughtUp(body.offsetMilliseconds);
    return body;
  }

  private async move(tx: Tx, command: CommandRequest, move: Move): Promise<Answer<Moved>> {
    const row = await this.store.lock(tx);
    const wall = epochOf(this.clock.wall());
    const now = movedTo(move, instantOf(wall + row.offset_milliseconds));
    const offsetMilliseconds = epochOf(now) - wall;
    const version = await this.store.set(tx, offsetMilliseconds);
    await this.audit.record(tx, {
      actor: actorOf(command.principal),
      action: 'move-clock',
      subject: 'clock',
      detail: { offsetMilliseconds },
    });
    const data = { clock: 'platform', offsetMilliseconds } as const;
    await this.outbox.add(tx, ClockMoved, data, { version, at: now });
    return { status: 200, body: { now, offsetMilliseconds } };
  }
}
