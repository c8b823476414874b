import { epochOf, type Instant, instantOf } from '@open122/contracts';

import type { KeyPurpose } from './key-material';
import { ACCESS_TOKEN_SECONDS } from '../tokens';

/** A key as its row in the ring tells; moments are those of the database, so that all instances agree. */
export interface RingKey {
  id: string;
  purpose: KeyPurpose;
  /** Null: the first of its purpose, which the settings hold, or one that is gone. */
  wrapped: Buffer | null;
  /** Name of the root it is wrapped under. */
  root: string | null;
  madeAt: Instant;
  usedFrom: Instant;
  retiredAt: Instant | null;
}

/**
 * waiting: opens and is published, is not used yet; in use: seals or signs; kept: still opens, or is still published; gone: neither,
 * its material is deleted or may be.
 */
export type KeyState = 'waiting' | 'in-use' | 'kept' | 'gone';

/** Milliseconds between two readings of the ring by each instance. */
export const READ_EVERY = 1_000;
/**
 * Milliseconds for which an instance goes by a reading: with an older one it neither seals nor signs. So nobody begins to use a key
 * this long after the next one came into use.
 */
export const TRUSTED = 10_000;
/** Milliseconds that a request takes at most, from what it reads or seals to its commit; the gateway waits no longer either. */
export const LONGEST_REQUEST = 10_000;
/** Seconds between the making of a key and its use: longer than READ_EVERY, and than the ten seconds of the gateway's key set. */
export const LEAD_SECONDS = 30;
/** Shorter ones are for rehearsals; below this an instance might meet a key it has not read. */
export const SHORTEST_LEAD_SECONDS = 3;
/** A token key stays published until its last token has run out, whoever's clock is a minute off (step-ups live shorter). */
export const PUBLISHED_AFTER = (ACCESS_TOKEN_SECONDS + 60) * 1_000 + TRUSTED;

/** What a key is at a moment, among the keys of the ring. */
export function stateOf(key: RingKey, ring: readonly RingKey[], now: Instant): KeyState {
  if (key.retiredAt !== null) return 'gone';
  if (key.usedFrom > now) return 'waiting';
  const next = successorOf(key, ring, now);
  if (next === undefined) return 'in-use';
  return key.purpose === 'token' && later(next.usedFrom, PUBLISHED_AFTER) <= now ? 'gone' : 'kept';
}

export const later = (at: Instant, milliseconds: number): Instant => instantOf(epochOf(at) + milliseconds);

/** The next one of its purpose that has come into use. */
const successorOf = (
  { purpose, usedFrom }: RingKey,
  ring: readonly RingKey[],
  now: Instant,
): RingKey | undefined =>
  ring
    .filter((other) => other.purpose === purpose && other.usedFrom > usedFrom && other.usedFrom <= now)
    .sort((one, other) => (one.usedFrom < other.usedFrom ? -1 : 1))[0];
