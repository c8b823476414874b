import { instant, type PersonRef } from '@open122/contracts';

import {
  appealAgainst,
  decideLifting,
  lapseLifting,
  type Lifted,
  type Lifting,
  LIFTING_STATES,
  LIFTING_STEPS,
  type LiftingState,
  mayAppeal,
  proposeLifting,
} from './lifting';
import type { Listing } from './standing';

const PERSON = 'p'.repeat(43) as PersonRef;
const [FROM, NOW, UNTIL] = [
  instant('2026-01-05T02:00:00Z'),
  instant('2026-02-01T00:00:00Z'),
  instant('2026-07-05T02:00:00Z'),
];
const listing: Listing = { from: FROM, until: UNTIL, causes: [] };
const next: Listing = {
  from: instant('2026-08-01T00:00:00Z'),
  until: instant('2027-02-01T00:00:00Z'),
  causes: [],
};
const later = instant('2026-08-02T00:00:00Z');

const appeal = (among: readonly Lifting[] = [], about: Listing | null = listing, now = NOW) =>
  appealAgainst(about, among, { id: 'a', person: PERSON, appeal: '我在住院' }, now);
const propose = (among: readonly Lifting[] = [], about: Listing | null = listing) =>
  proposeLifting(about, among, { id: 'b', person: PERSON, reason: '快递误记', operator: 'first' }, NOW);
const made = (after: Lifted): Lifting => {
  if ('fault' in after) throw new Error(after.fault);
  return after;
};
const inState = (state: LiftingState): Lifting => ({
  ...made(appeal()),
  state,
  proposedBy: state === 'appealed' ? null : 'first',
});
const decide = (
  lifting: Lifting,
  step: (typeof LIFTING_STEPS)[number],
  operator = 'second',
  about: Listing | null = listing,
) => decideLifting(lifting, about, { step, reason: '情况属实', operator }, NOW);

const ALLOWED: Record<string, string> = {
  'appealed propose': 'proposed',
  'appealed refuse': 'refused',
  'proposed propose': 'proposed',
  'proposed confirm': 'lifted',
  'proposed refuse': 'refused',
};
const every = LIFTING_STATES.flatMap((state) => LIFTING_STEPS.map((step) => [state, step] as const));

describe('lifting a listing (rules §4)', () => {
  it.each(every)('%s, then %s', (state, step) => {
    const after = decide(inState(state), step);
    expect('fault' in after ? undefined : after.state).toBe(ALLOWED[`${state} ${step}`]);
    if ('fault' in after) expect(after.fault).toBe('state');
    else expect([after.version, after.reason]).toEqual([2, '情况属实']);
  });

  it('takes another operator than the one who proposed it, to confirm and to refuse', () => {
    const proposed = made(decide(inState('appealed'), 'propose', 'first'));
    expect(decide(proposed, 'confirm', 'first')).toEqual({ fault: 'same-operator' });
    expect(decide(proposed, 'refuse', 'first')).toEqual({ fault: 'same-operator' });
    expect(decide(proposed, 'confirm')).toMatchObject({ state: 'lifted', proposedBy: 'first' });
    const again = made(decide(proposed, 'propose', 'second'));
    expect(decide(again, 'confirm', 'second')).toEqual({ fault: 'same-operator' });
    expect(decide(again, 'confirm', 'first')).toMatchObject({ state: 'lifted' });
  });

  it('an appeal that nobody has proposed on is refused by one alone', () => {
    expect(decide(made(appeal()), 'refuse', 'first')).toMatchObject({ state: 'refused', proposedBy: null });
  });

  it('is confirmed for the listing that was proposed: with another end since, it is proposed anew', () => {
    const extended = { ...listing, until: instant('2026-08-05T02:00:00Z') };
    const proposed = made(propose());
    expect(decide(proposed, 'confirm', 'second', extended)).toEqual({ fault: 'listing-changed' });
    const again = made(decide(proposed, 'propose', 'first', extended));
    expect(decide(again, 'confirm', 'second', extended)).toMatchObject({ state: 'lifted' });
  });

  it.each([
    ['the listing is over', null],
    ['another one has begun', next],
  ])('nothing is decided when %s', (_, about) => {
    for (const step of LIFTING_STEPS)
      expect(decide(inState('proposed'), step, 'second', about)).toEqual({ fault: 'not-listed' });
  });

  it('a person appeals once per listing, whatever came of it, and again against the next', () => {
    expect(mayAppeal(listing, [])).toBe(true);
    expect(made(appeal())).toMatchObject({ state: 'appealed', listedUntil: UNTIL, appealedAt: NOW });
    for (const state of LIFTING_STATES) expect(appeal([inState(state)])).toEqual({ fault: 'appealed' });
    expect(made(appeal([inState('refused')], next, later)).state).toBe('appealed');
  });

  it('nobody appeals who is not listed, and nothing is proposed for him', () => {
    expect(mayAppeal(null, [])).toBe(false);
    expect(appeal([], null)).toEqual({ fault: 'not-listed' });
    expect(propose([], null)).toEqual({ fault: 'not-listed' });
  });

  it('an appeal joins what an operator has begun; he does not begin where something is open', () => {
    const begun = made(propose());
    expect(made(appeal([begun]))).toMatchObject({
      id: 'b',
      state: 'proposed',
      appeal: '我在住院',
      version: 2,
    });
    expect(propose([begun])).toEqual({ fault: 'open' });
    expect(propose([inState('appealed')])).toEqual({ fault: 'open' });
    expect(made(propose([inState('refused')]))).toMatchObject({ state: 'proposed', proposedBy: 'first' });
  });

  it('what is open lapses with its listing, and not before', () => {
    expect(lapseLifting(inState('appealed'), listing, UNTIL)).toBeNull();
    expect(lapseLifting(inState('lifted'), null, UNTIL)).toBeNull();
    expect(lapseLifting(inState('proposed'), null, UNTIL)).toMatchObject({
      state: 'lapsed',
      changedAt: UNTIL,
    });
    expect(lapseLifting(inState('appealed'), next, later)).toMatchObject({ state: 'lapsed' });
  });
});
