import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { addDays, dayOf, startOfDay } from '@open122/contracts';
import { Clock, Database } from '@open122/service';

const EVERY_MILLISECONDS = 10 * 60_000;
const AT_ONCE = 5_000;

/** Forgets what need not be kept: answers after at least a whole day of wall time, confirmations that have expired anyway. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Retention');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweepQuietly(), EVERY_MILLISECONDS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Deletes at most 5,000 rows of each kind. */
  async sweep(): Promise<void> {
    const keptSince = startOfDay(addDays(dayOf(this.clock.wall()), -1));
    await this.database.run(
      'idempotency-forget',
      'DELETE FROM idempotency WHERE key_hash IN (SELECT key_hash FROM idempotency WHERE created_at < $1 LIMIT $2)',
      [keptSince, AT_ONCE],
    );
    await this.database.run(
      'step-up-forget',
      'DELETE FROM step_up_spent WHERE jti IN (SELECT jti FROM step_up_spent WHERE expires_at < $1 LIMIT $2)',
      [this.clock.now(), AT_ONCE],
    );
  }

  private async sweepQuietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (err) {
      this.log.warn({ err, problem: 'nothing forgotten this time' });
    }
  }
}
