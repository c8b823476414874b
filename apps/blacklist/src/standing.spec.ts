import { addMonths, instant, instantOf, type PersonRef, type SerialNumber } from '@open122/contracts';
import fc from 'fast-check';

import {
  type Cause,
  lift,
  list,
  listingAt,
  listingOf,
  newStanding,
  type Standing,
  standingFact,
} from './standing';

const PERSON = 'p'.repeat(43) as PersonRef;
const aCause = (at: string, serial = `HEL20260101${at.slice(0, 10).replaceAll('-', '')}`): Cause => ({
  cause: 'third-refusal',
  serial: serial as SerialNumber,
  at: instant(at),
});
const standingOf = (causes: readonly Cause[]): Standing =>
  causes.reduce<Standing>((standing, cause) => list(standing, cause) ?? standing, newStanding(PERSON));

describe('a person’s standing (rules §4)', () => {
  it.each([
    ['2026-01-05T02:00:00Z', '2026-07-05T02:00:00.000Z', 'six calendar months, the hour kept'],
    ['2026-08-31T02:00:00Z', '2027-02-28T02:00:00.000Z', '31 August ends on the last of February'],
    ['2027-08-31T02:00:00Z', '2028-02-29T02:00:00.000Z', 'of a leap year on the 29th'],
    ['2026-02-28T02:00:00Z', '2026-08-28T02:00:00.000Z', 'the last of February ends on the 28th'],
    ['2026-08-30T16:30:00Z', '2027-02-27T16:30:00.000Z', 'half past midnight of the 31st in Shanghai'],
    ['2026-03-31T15:59:59.999Z', '2026-09-30T15:59:59.999Z', 'the last millisecond of 31 March'],
  ])('a cause at %s lists until %s: %s', (at, until) => {
    expect(listingOf(standingOf([aCause(at)]))).toMatchObject({ from: instant(at), until });
  });

  it('lists from the cause on and ends by itself, to the millisecond', () => {
    const standing = standingOf([aCause('2026-01-05T02:00:00Z')]);
    expect(listingAt(standing, instant('2026-01-05T01:59:59.999Z'))).toBeNull();
    expect(listingAt(standing, instant('2026-01-05T02:00:00Z'))).not.toBeNull();
    expect(listingAt(standing, instant('2026-07-05T01:59:59.999Z'))).not.toBeNull();
    expect(listingAt(standing, instant('2026-07-05T02:00:00Z'))).toBeNull();
  });

  it('a second cause while listed extends to the later end', () => {
    const listing = listingOf(standingOf([aCause('2026-01-05T02:00:00Z'), aCause('2026-03-01T02:00:00Z')]));
    expect(listing).toMatchObject({ from: '2026-01-05T02:00:00.000Z', until: '2026-09-01T02:00:00.000Z' });
    expect(listing!.causes).toHaveLength(2);
  });

  it('a cause at the very end, or after it, begins a new listing', () => {
    const listing = listingOf(standingOf([aCause('2026-01-05T02:00:00Z'), aCause('2026-07-05T02:00:00Z')]));
    expect(listing).toMatchObject({ from: '2026-07-05T02:00:00.000Z', until: '2027-01-05T02:00:00.000Z' });
    expect(listing!.causes).toHaveLength(1);
  });

  it('a cause that is known changes nothing, the version included', () => {
    const standing = standingOf([aCause('2026-01-05T02:00:00Z')]);
    expect(list(standing, aCause('2026-01-05T02:00:00Z'))).toBeNull();
    expect(standing.version).toBe(1);
  });

  it('nobody is listed who gave no cause', () => {
    expect(listingOf(newStanding(PERSON))).toBeNull();
  });

  describe('that two operators lift', () => {
    const CAUSE = aCause('2026-01-05T02:00:00Z');
    const lifted = lift(standingOf([CAUSE]), instant('2026-02-01T00:00:00Z'));

    it('bars nobody from that moment on, to the millisecond, and says so to the others in the words they know', () => {
      expect(listingAt(lifted, instant('2026-01-31T23:59:59.999Z'))).not.toBeNull();
      expect(listingAt(lifted, instant('2026-02-01T00:00:00Z'))).toBeNull();
      expect(lifted.version).toBe(2);
      expect(standingFact(lifted)).toEqual({
        person: PERSON,
        listing: { from: CAUSE.at, until: '2026-02-01T00:00:00.000Z', causes: [CAUSE] },
      });
    });

    it('stays lifted when its cause is heard of again', () => {
      expect(list(lifted, CAUSE)).toBeNull();
    });

    it.each([
      ['2026-02-01T00:00:00Z', '2026-02-01T00:00:00.000Z', 'at that moment begins a new listing'],
      ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.000Z', 'after it begins a new listing'],
      [
        '2026-01-20T00:00:00Z',
        '2026-01-05T02:00:00.000Z',
        'before it, heard of after it, goes on with the old one',
      ],
    ])('a cause at %s bars for six months, listed from %s: one %s', (at, from) => {
      const cause = aCause(at);
      const listing = listingOf(list(lifted, cause)!);
      expect(listing).toMatchObject({ from, until: addMonths(cause.at, 6) });
    });

    it('of two causes both are lifted; those of a listing that was over are left as they are', () => {
      const old = aCause('2025-01-05T02:00:00Z');
      const [second, now] = [aCause('2026-01-20T02:00:00Z'), instant('2026-02-01T00:00:00Z')];
      const after = lift(standingOf([old, CAUSE, second]), now);
      expect(after.causes.map(({ liftedAt }) => liftedAt)).toEqual([undefined, now, now]);
      expect(listingAt(after, now)).toBeNull();
    });
  });

  const causes = fc.uniqueArray(
    fc.record({
      cause: fc.constantFrom('third-refusal' as const, 'pickup-lapsed' as const),
      serial: fc.integer({ min: 1, max: 9 }).map((n) => `HEL20260101000000${n}` as SerialNumber),
      at: fc.integer({ min: 1_767_225_600_000, max: 1_900_000_000_000 }).map((ms) => instantOf(ms)),
    }),
    { selector: ({ cause, serial }) => `${cause} ${serial}`, minLength: 1, maxLength: 6 },
  );

  it('causes heard of in any order and number give the same standing', () => {
    fc.assert(
      fc.property(
        causes.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
        ),
        ([inOrder, shuffled]) => {
          expect(standingOf(shuffled)).toEqual(standingOf(inOrder));
        },
      ),
    );
  });

  it('the end is never earlier than six months after the latest cause', () => {
    fc.assert(
      fc.property(causes, (all) => {
        const standing = standingOf(all);
        expect(listingOf(standing)!.until >= addMonths(standing.causes.at(-1)!.at, 6)).toBe(true);
      }),
    );
  });
});
