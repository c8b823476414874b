import { type Instant, instant } from '@open122/contracts';
import { Temporal } from 'temporal-polyfill';

import { refuse } from '../refusals';

/** How far, or to which moment, the test clock is to move: one of the two. */
export interface Move {
  /** ISO 8601 duration, `P6M1D`: calendar arithmetic in Asia/Shanghai. */
  readonly advance?: string;
  /** RFC 3339. */
  readonly to?: string;
}

/** The offset never shrinks again: a slip of the hand must not end the platform's calendar (years have four digits). */
const LATEST = instant('2200-01-01T00:00:00+08:00');

/** The platform time after a move. Refuses `clock.unclear`, `clock.backwards` and `clock.too-far`. */
export function movedTo(move: Move, now: Instant): Instant {
  if ((move.advance === undefined) === (move.to === undefined)) throw refuse.clockUnclear();
  const reached = read(move, now);
  if (reached < now) throw refuse.clockBackwards();
  if (reached > LATEST) throw refuse.clockTooFar();
  return reached;
}

function read({ advance, to }: Move, now: Instant): Instant {
  try {
    if (to !== undefined) return instant(to);
    const zoned = Temporal.Instant.from(now).toZonedDateTimeISO('Asia/Shanghai');
    return instant(
      zoned
        .add(advance as string)
        .toInstant()
        .toString(),
    );
  } catch (error) {
    if (error instanceof RangeError) throw refuse.clockUnclear();
    throw error;
  }
}
