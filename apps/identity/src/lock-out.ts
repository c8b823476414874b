import { addMinutes, epochOf, type Instant } from '@open122/contracts';

import type { Holder } from './session';

/** Seconds to wait after the n-th failure in a row, n from 1; the last goes for all later ones. A day of peace forgets them. */
export const LOCKOUT_SECONDS = [0, 0, 0, 0, 1, 2, 4, 8, 15, 30, 60, 120, 300, 900] as const;
export const LOCKOUT_FORGOTTEN_MINUTES = 24 * 60;
/** How long a client is known after it last signed in [D]. */
export const CLIENT_KNOWN_MINUTES = 90 * 24 * 60;

/** Failures with one login, of all strangers together, from which on strangers are slowed [D]. */
export const STRANGERS_FREE = 20;
/**
 * Seconds for which all strangers then wait. Persons and agents are asked for an SMS code instead: nobody keeps them waiting by guessing. Staff
 * cannot be asked for more than the TOTP that they enter anyway, which must not be guessed either.
 */
const STRANGERS_SECONDS: Record<Holder['kind'], readonly number[]> = {
  person: [0],
  agent: [0],
  staff: [...Array.from({ length: STRANGERS_FREE - 1 }, () => 0), 1, 2, 4, 8, 15, 30, 60],
};
/** Failures of one client in a row of which the owner is told, whoever it is [D]. */
const TOLD_OF = 10;
const TOLD_EVERY_MINUTES = 24 * 60;

/** Failed sign-ins: of one client with one login, or of all strangers with it. */
export interface Failures {
  failures: number;
  blockedUntil: Instant;
  lastAt: Instant;
}
export interface Strangers extends Failures {
  /** When the owner was last told. */
  toldAt: Instant | null;
}

/** What is known of a login before another attempt. A stranger is a client that never signed in with success. */
export interface Known {
  client: Failures | null;
  strangers: Strangers | null;
  isStranger: boolean;
}

export type Counted =
  | { allowed: false; retryAfterSeconds: number }
  | { allowed: true; client: Failures; strangers: Strangers; codeNeeded: boolean; tell: boolean };

/** A day of peace has passed. */
const forgotten = ({ lastAt }: Failures, wall: Instant): boolean =>
  lastAt < addMinutes(wall, -LOCKOUT_FORGOTTEN_MINUTES);

const failuresOf = (before: Failures | null, wall: Instant): number =>
  before === null || forgotten(before, wall) ? 0 : before.failures;

function oneMore(before: Failures | null, delays: readonly number[], wall: Instant): Failures {
  const failures = failuresOf(before, wall) + 1;
  const seconds = delays[Math.min(failures, delays.length) - 1] ?? 0;
  return { failures, blockedUntil: addMinutes(wall, seconds / 60), lastAt: wall };
}

/**
 * Counts an attempt as failed, before anything is checked. Whoever guesses slows himself; many who guess together slow strangers,
 * never a client that has signed in before: the owner goes on from where he usually is.
 */
export function countAttempt(known: Known, kind: Holder['kind'], wall: Instant): Counted {
  const { client, strangers, isStranger } = known;
  const retryAfterSeconds = Math.ceil(leftOf(known, wall) / 1_000);
  if (retryAfterSeconds > 0) return { allowed: false, retryAfterSeconds };
  const counted = oneMore(client, LOCKOUT_SECONDS, wall);
  const guarded = isStranger && failuresOf(strangers, wall) >= STRANGERS_FREE;
  const tell = wasSilent(strangers, wall) && (guarded || counted.failures > TOLD_OF);
  return {
    ...{ allowed: true, client: counted, tell },
    strangers: {
      ...(isStranger ? oneMore(strangers, STRANGERS_SECONDS[kind], wall) : asBefore(strangers, tell, wall)),
      toldAt: tell ? wall : (strangers?.toldAt ?? null),
    },
    codeNeeded: guarded && kind !== 'staff',
  };
}

/** How {@link countAttempt} counts when nothing is known: of the client; of strangers if it is one, and if it is none. */
export const firstCounts = (kind: Holder['kind'], wall: Instant): readonly [Failures, Failures, Failures] => [
  oneMore(null, LOCKOUT_SECONDS, wall),
  oneMore(null, STRANGERS_SECONDS[kind], wall),
  asBefore(null, false, wall),
];

/** Milliseconds to wait. */
function leftOf({ client, strangers, isStranger }: Known, wall: Instant): number {
  const blocks = [client, isStranger ? strangers : null].map((each) => each?.blockedUntil ?? wall);
  return Math.max(...blocks.map(epochOf)) - epochOf(wall);
}

const wasSilent = (strangers: Strangers | null, wall: Instant): boolean =>
  strangers === null ||
  strangers.toldAt === null ||
  strangers.toldAt <= addMinutes(wall, -TOLD_EVERY_MINUTES);

/** A client that is known is no stranger's failure; that the owner was told is remembered as long as a failure. */
const asBefore = (strangers: Strangers | null, tell: boolean, wall: Instant): Failures => ({
  failures: failuresOf(strangers, wall),
  blockedUntil: strangers?.blockedUntil ?? wall,
  lastAt: tell ? wall : (strangers?.lastAt ?? wall),
});
