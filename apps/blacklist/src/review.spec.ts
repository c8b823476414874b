import { instant, type PersonRef, type SerialNumber } from '@open122/contracts';

import { appeal, type Case, decide, type Review, type ReviewState, type ReviewStep } from './review';
import type { Cause, Listing } from './standing';

const now = instant('2026-02-01T02:00:00Z');
const cause = (serial: string): Cause => ({
  ...{ cause: 'third-refusal', serial: serial as SerialNumber, at: instant('2026-01-05T02:00:00Z') },
});
const listing: Listing = {
  ...{ from: instant('2026-01-05T02:00:00Z'), until: instant('2026-07-05T02:00:00Z') },
  causes: [cause('HEL202601050000001')],
};
const person = 'p'.repeat(43) as PersonRef;
const of = (review: Review | null, more: Partial<Listing> = {}): Case => ({
  ...{ person, listing: { ...listing, ...more }, review },
});
const step = (name: ReviewStep, operator: string) => ({ step: name, reason: 'why', operator });
const decided = (review: Review | null, name: ReviewStep, operator: string): Review => {
  const after = decide(of(review), step(name, operator), now);
  if ('fault' in after) throw new Error(after.fault);
  return after;
};
const appealed = appeal(of(null), 'the courier never came', now);
const proposed = decided(null, 'propose', 'a');
const states: Record<ReviewState | 'none', Review | null> = {
  none: null,
  appealed,
  proposed,
  rejected: decided(appealed, 'reject', 'a'),
  lifted: decided(proposed, 'confirm', 'b'),
};

describe('the review of a listing (rules §4)', () => {
  it.each<[keyof typeof states, ReviewStep, ReviewState | 'fault']>([
    ['none', 'propose', 'proposed'],
    ['none', 'confirm', 'fault'],
    ['none', 'reject', 'fault'],
    ['appealed', 'propose', 'proposed'],
    ['appealed', 'confirm', 'fault'],
    ['appealed', 'reject', 'rejected'],
    ['proposed', 'propose', 'proposed'],
    ['proposed', 'confirm', 'lifted'],
    ['proposed', 'reject', 'rejected'],
    ['rejected', 'propose', 'proposed'],
    ['rejected', 'confirm', 'fault'],
    ['rejected', 'reject', 'fault'],
    ['lifted', 'propose', 'fault'],
    ['lifted', 'confirm', 'fault'],
    ['lifted', 'reject', 'fault'],
  ])('%s, %s: %s', (from, name, to) => {
    const after = decide(of(states[from]), step(name, 'c'), now);
    expect('fault' in after ? 'fault' : after.state).toBe(to);
  });

  it('takes two operators: who proposed does not confirm, who proposed it anew does neither', () => {
    expect(decide(of(proposed), step('confirm', 'a'), now)).toEqual({ fault: 'same-operator' });
    const anew = decided(proposed, 'propose', 'b');
    expect(decide(of(anew), step('confirm', 'b'), now)).toEqual({ fault: 'same-operator' });
    expect(decided(anew, 'confirm', 'a').state).toBe('lifted');
  });

  it('a cause that came after the proposal is not lifted by it', () => {
    const more = { causes: [...listing.causes, cause('HEL202601050000002')] };
    expect(decide(of(proposed, more), step('confirm', 'b'), now)).toEqual({ fault: 'changed' });
    const anew = decide(of(proposed, more), step('propose', 'a'), now) as Review;
    expect(decide(of(anew, more), step('confirm', 'b'), now)).toMatchObject({ state: 'lifted' });
  });

  it.each<[keyof typeof states, ReviewState | null]>([
    ['none', 'appealed'],
    ['appealed', null],
    ['proposed', 'proposed'],
    ['rejected', null],
  ])('the person appeals once: %s, %s', (from, to) => {
    expect(appeal(of(states[from]), 'why', now)?.state ?? null).toBe(to);
  });

  it('what operators rejected by themselves the person may still appeal against', () => {
    const rejected = decided(proposed, 'reject', 'b');
    expect(appeal(of(rejected), 'why', now)).toMatchObject({ state: 'appealed', appeal: 'why' });
  });
});
