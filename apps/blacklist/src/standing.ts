import { blacklistMonths } from '@open122/catalogue';
import {
  addMonths,
  dayOf,
  type Instant,
  type ListingCause,
  type Payload,
  type PersonRef,
  type SerialNumber,
  type StandingChanged,
} from '@open122/contracts';

/** What a person is listed for (rules §4). */
export interface Cause {
  readonly cause: ListingCause;
  readonly serial: SerialNumber;
  /** When it happened, not when it was heard of: so a replay gives the same end. */
  readonly at: Instant;
  /** When two operators lifted what it brought about. */
  readonly liftedAt?: Instant;
}

/** A period on the blacklist; `until` is exclusive, and it ends by itself or at the moment it is lifted. */
export interface Listing {
  readonly from: Instant;
  readonly until: Instant;
  readonly causes: readonly Cause[];
}

/** A person's standing: all causes there ever were, oldest first. */
export interface Standing {
  readonly person: PersonRef;
  readonly causes: readonly Cause[];
  readonly version: number;
}

export const newStanding = (person: PersonRef): Standing => ({ person, causes: [], version: 0 });

/** Calendar months from the cause, as many as were in force on its day, unless it was lifted before (rules §4). */
const endOf = ({ at, liftedAt }: Cause): Instant =>
  liftedAt ?? addMonths(at, blacklistMonths.asOf(dayOf(at)));

/** By time; the rest only makes the order of causes of one moment the same everywhere. */
const orderOf = ({ at, serial, cause }: Cause): string => `${at} ${serial} ${cause}`;
const inOrder = (a: Cause, b: Cause): number => (orderOf(a) < orderOf(b) ? -1 : 1);

/** The standing with one more cause, whatever the order in which causes are heard of; null when it is known already. */
export function list(standing: Standing, cause: Cause): Standing | null {
  const known = standing.causes.some((each) => each.serial === cause.serial && each.cause === cause.cause);
  if (known) return null;
  return {
    ...standing,
    causes: [...standing.causes, cause].toSorted(inOrder),
    version: standing.version + 1,
  };
}

/** The latest listing: a cause that falls into a listing extends it to the later end, one after it begins anew. */
export const listingOf = ({ causes }: Standing): Listing | null =>
  causes.reduce<Listing | null>(
    (listing, cause) =>
      listing !== null && cause.at < listing.until
        ? extended(listing, cause)
        : { from: cause.at, until: endOf(cause), causes: [cause] },
    null,
  );

function extended(listing: Listing, cause: Cause): Listing {
  const until = endOf(cause);
  return {
    ...listing,
    until: until > listing.until ? until : listing.until,
    causes: [...listing.causes, cause],
  };
}

/** The listing that bars the person at a moment, if any. */
export function listingAt(standing: Standing, now: Instant): Listing | null {
  const listing = listingOf(standing);
  return listing !== null && listing.from <= now && now < listing.until ? listing : null;
}

/**
 * The standing with the listing that bars the person now ended now: all of its causes that the operators could know of. One that is
 * heard of later bars again, whenever it happened, so that a listing on its way cannot be outrun (rules §4).
 */
export function lift(standing: Standing, now: Instant): Standing {
  const listing = listingAt(standing, now);
  const isLifted = (cause: Cause): boolean =>
    listing !== null && listing.causes.includes(cause) && cause.at <= now && now < endOf(cause);
  return {
    ...standing,
    causes: standing.causes.map((cause) => (isLifted(cause) ? { ...cause, liftedAt: now } : cause)),
    version: standing.version + 1,
  };
}

/** The full state as the others keep it. */
export const standingFact = (standing: Standing): Payload<typeof StandingChanged> => {
  const listing = listingOf(standing);
  return {
    person: standing.person,
    listing: listing && {
      ...listing,
      causes: listing.causes.map(({ cause, serial, at }) => ({ cause, serial, at })),
    },
  };
};
