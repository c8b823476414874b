import { instant } from '@open122/contracts';

import {
  type Behaviour,
  behaviourAt,
  BEHAVIOURS,
  isDone,
  nextVisit,
  reportsAfter,
  type SandboxParcel,
} from './sandbox-parcel';

const aParcel = (behaviour: Behaviour): SandboxParcel => ({
  parcel: 'SB000000001',
  handoverId: '00000000-0000-4000-8000-000000000001',
  behaviour,
  collectFen: 3000,
  limits: { refusals: 3, unreachable: 3, visits: 5 },
  visits: [],
});

/** Visits until the courier is done, and what he reports, in order. */
function run(behaviour: Behaviour) {
  const reports: number[] = [];
  let parcel = aParcel(behaviour);
  while (!isDone(parcel)) {
    const at = instant(`2026-01-0${parcel.visits.length + 1}T00:00:00Z`);
    parcel = { ...parcel, visits: [...parcel.visits, nextVisit(parcel, at)] };
    reports.push(...reportsAfter(parcel).map(({ visit }) => visit));
  }
  return {
    outcomes: parcel.visits.map(({ outcome }) => outcome),
    cash: parcel.visits.at(-1)!.cashFen,
    reports,
  };
}

describe('the sandbox courier (docs/sandbox.md)', () => {
  const R = 'refused';
  const N = 'nobody-home';
  const M = 'returns-missing';
  const D = 'delivered';
  it.each<[Behaviour, string[], number[], number]>([
    ['delivers', [D], [1], 3000],
    ['refuses-always', [R, R, R], [1, 2, 3], 0],
    ['refuses-twice', [R, R, D], [1, 2, 3], 3000],
    ['nobody-home', [N, N, N], [1, 2, 3], 0],
    ['returns-missing', [M, M, M], [1, 2, 3], 0],
    ['repeats-callbacks', [R, D], [1, 1, 1, 1, 1, 2, 2, 2, 2, 2], 3000],
    ['out-of-order', [R, N, D], [3, 2, 1], 3000],
    ['loses-callback', [R, R, D], [2, 3], 3000],
  ])('%s: %j at the door, reports %j', (behaviour, outcomes, reports, cash) => {
    expect(run(behaviour)).toEqual({ outcomes, reports, cash });
  });

  it('an address names its behaviour in capitals; whoever names none takes his parcel', () => {
    expect(behaviourAt('Zhongshan Road 1, REFUSES-ALWAYS')).toBe('refuses-always');
    expect(behaviourAt('中山东路1号 OUT-OF-ORDER')).toBe('out-of-order');
    expect(behaviourAt('Zhongshan Road 1')).toBe('delivers');
    expect(behaviourAt('DELIVERS')).toBe('delivers');
    for (const behaviour of BEHAVIOURS) expect(behaviourAt(behaviour.toUpperCase())).toBe(behaviour);
  });
});
