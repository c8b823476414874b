import type { Visit } from '../handover';

/** A parcel as the courier is told of it. Personal data goes through, and is not kept. */
export interface Announcement {
  /** The idempotency key: the same handover is the same parcel, however often it is announced. */
  readonly handoverId: string;
  readonly recipient: {
    readonly name: string;
    readonly mobile: string;
    readonly area: string;
    readonly line: string;
  };
  /** Fee and postage to be taken at the door, in fen. */
  readonly collectFen: number;
  /** What the recipient gives back in the same visit; without it the parcel is not handed over. */
  readonly returns: readonly string[];
  /** After these the courier brings the parcel back (rules §3). */
  readonly limits: {
    readonly refusals: number;
    readonly unreachable: number;
    readonly visits: number;
  };
}

/** A courier. Rejects with {@link CourierAway} when he cannot be reached or does not answer as agreed. */
export abstract class CourierPort {
  /** Returns the parcel's number. May be repeated. */
  abstract announce(announcement: Announcement): Promise<string>;
  /** All visits of a parcel so far. */
  abstract visits(parcel: string): Promise<readonly Visit[]>;
}

/** The courier's failure is not ours: the timer that called him waits and tries again. */
export class CourierAway extends Error {
  constructor(courier: string, cause: unknown) {
    super(`courier ${courier} cannot be asked`, { cause });
    this.name = 'CourierAway';
  }
}
