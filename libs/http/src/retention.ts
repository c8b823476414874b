import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { addDays, dayOf, type Instant, startOfDay } from '@open122/contracts';
import { Clock, Database } from '@open122/service';

const EVERY_MILLISECONDS = 10 * 60_000;
/** Rows of one statement: nobody waits behind it for long. */
const AT_ONCE = 5_000;
const FORGET_ANSWERS = `
delete from idempotency where key_hash in (select key_hash from idempotency where created_at < $1 limit $2) returning 1`;
const FORGET_STEP_UPS = `
delete from step_up_spent where jti in (select jti from step_up_spent where expires_at < $1 limit $2) returning 1`;

/** Forgets what need not be kept: answers after at least a whole day of wall time, confirmations that have expired anyway. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Retention');
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweepQuietly(), EVERY_MILLISECONDS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  /** Deletes all there is to forget: what comes in between two sweeps may be more than one statement takes. */
  async sweep(): Promise<void> {
    const keptSince = startOfDay(addDays(dayOf(this.clock.wall()), -1));
    await this.forget('idempotency-forget', FORGET_ANSWERS, keptSince);
    await this.forget('step-up-forget', FORGET_STEP_UPS, this.clock.now());
  }

  private async forget(name: string, statement: string, before: Instant): Promise<void> {
    for (let gone = AT_ONCE; gone === AT_ONCE && !this.stopped;) {
      gone = (await this.database.run(name, statement, [before, AT_ONCE])).length;
    }
  }

  private async sweepQuietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (err) {
      this.log.warn({ err, problem: 'nothing forgotten this time' });
    }
  }
}
