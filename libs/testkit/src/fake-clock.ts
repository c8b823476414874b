import { epochOf, instant, type Instant } from '@open122/contracts';
import { Clock } from '@open122/service';

/** A clock that stands still until it is moved. */
export class FakeClock extends Clock {
  constructor(private wallTime: number) {
    super();
  }
  /** Moves platform time alone, as a sandbox's test clock does; timers that fall due are worked off. */
  advance(milliseconds: number): void {
    this.moved(this.offset + milliseconds);
  }
  /** Moves platform time forward to a moment. */
  advanceTo(moment: string): void {
    this.advance(epochOf(instant(moment)) - epochOf(this.now()));
  }
  /** Lets time pass for both: leases, retries and tokens go by it too. */
  pass(milliseconds: number): void {
    this.wallTime += milliseconds;
  }
  protected wallMilliseconds(): number {
    return this.wallTime;
  }
}

/** Any RFC 3339 text; a Monday morning in Hebei unless told. */
export const aFakeClock = (at: string = '2026-01-05T09:00:00+08:00' as Instant): FakeClock =>
  new FakeClock(epochOf(instant(at)));
