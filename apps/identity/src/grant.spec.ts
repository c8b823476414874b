import { type Day, instant } from '@open122/contracts';

import {
  applyForGrant,
  decideGrant,
  type Decision,
  delegable,
  GRANT_STATES,
  GRANT_STEPS,
  type GrantState,
} from './grant';

const NOW = instant('2026-01-05T01:00:00Z');
const TODAY = '2026-01-05' as Day;
const applied = applyForGrant(
  { id: 'g', organisation: 'o', delegation: 'learners', reason: '开办驾校' },
  NOW,
);
const period = { validFrom: '2026-01-01' as Day, validUntil: '2026-12-31' as Day };
const inState = (state: GrantState) => ({ ...applied, ...period, state, proposedBy: 'first' });
const step = (decision: Partial<Decision>): Decision => ({
  ...{ step: 'propose', reason: '材料齐全', officer: 'second', ...period },
  ...decision,
});

const ALLOWED: Record<string, string> = {
  'applied propose': 'proposed',
  'applied refuse': 'refused',
  'proposed propose': 'proposed',
  'proposed confirm': 'granted',
  'proposed refuse': 'refused',
  'granted suspend': 'suspended',
  'granted withdraw': 'withdrawn',
  'suspended resume': 'proposed',
  'suspended withdraw': 'withdrawn',
};
const every = GRANT_STATES.flatMap((state) => GRANT_STEPS.map((each) => [state, each] as const));

describe('a grant (rules §1)', () => {
  it.each(every)('%s, then %s', (state, each) => {
    const after = decideGrant(inState(state), step({ step: each }), TODAY, NOW);
    const expected = ALLOWED[`${state} ${each}`];
    expect('fault' in after ? undefined : after.state).toBe(expected);
    if (!('fault' in after)) expect([after.version, after.reason]).toEqual([2, '材料齐全']);
  });

  it('is confirmed by another officer than the one who proposed it, after a suspension too', () => {
    const own = step({ step: 'confirm', officer: 'first' });
    expect(decideGrant(inState('proposed'), own, TODAY, NOW)).toEqual({ fault: 'same-officer' });
    const lifted = decideGrant(inState('suspended'), step({ step: 'resume' }), TODAY, NOW);
    expect(lifted).toMatchObject({ state: 'proposed', proposedBy: 'second', ...period });
  });

  it.each<[string, Partial<Decision>, boolean]>([
    ['ends before it begins', { validUntil: '2025-12-31' as Day }, false],
    ['is over', { validFrom: '2025-01-01' as Day, validUntil: '2026-01-04' as Day }, false],
    ['ends today', { validUntil: TODAY }, true],
    ['begins later', { validFrom: '2026-02-01' as Day }, true],
    ['has no end', { validUntil: null }, true],
  ])('a period that %s', (_, given, possible) => {
    expect('fault' in decideGrant(applied, step(given), TODAY, NOW)).toBe(!possible);
  });

  it('a proposal needs a first day', () => {
    const { validFrom: _, ...without } = step({});
    expect(decideGrant(applied, without, TODAY, NOW)).toEqual({ fault: 'period' });
  });

  it('is for one kind of organisation', () => {
    expect(delegable('learners', 'driving-school')).toBe(true);
    expect(delegable('learners', 'car-dealer')).toBe(false);
    expect(delegable('temporary-plates', 'car-dealer')).toBe(true);
    expect(delegable('medical-examinations', 'hospital')).toBe(true);
    expect(delegable('medical-examinations', 'school')).toBe(false);
  });
});
