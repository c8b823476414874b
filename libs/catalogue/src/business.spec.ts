import { day, instant, type Parameters } from '@open122/contracts';

import { factsNeeded, unmet } from './business';
import type { Facts } from './facts';
import { rule } from './rule';

const law = (code: string) => ({
  code,
  basis: 'toy law',
  text: { zh: `${code}:{colour} {until} {unknown}`, en: `${code}: {colour} {until}` },
  cures: [{ zh: '等到 {until}', en: 'wait until {until}' }],
});
const bound = rule(['licence'], law('toy.unbound'), ({ licence }) => licence.bound);
const neverOnMonday = rule(['licence'], law('toy.monday'), (_facts, { now }) =>
  now.startsWith('2026-01-05') ? { until: instant('2026-01-05T16:00:00Z'), words: { colour: 'blue' } } : true,
);
const toy = {
  opens: (parameters: Parameters) => parameters.opensFirst,
  level: 'window',
  rules: [bound, neverOnMonday],
} as const;

const facts: Omit<Facts, 'use'> = {
  person: { level: 'window', listedFrom: null, listedUntil: null },
  licence: { bound: true, status: ['A'] },
  vehicle: { bound: true, status: ['A'], plateType: '02', vehicleType: 'K33' },
  province: { parameters: { opensFirst: day('2015-12-01') } as Parameters },
  applications: { openSerial: null },
};
const at = (text: string) => ({ now: instant(text), submittedAt: instant(text) });
const TUESDAY = at('2026-01-06T02:00:00Z');
const MONDAY = at('2026-01-05T02:00:00Z');

test('nothing is unmet when every rule is kept', () => expect(unmet(toy, facts, TUESDAY)).toEqual([]));

test('every unmet reason is given, not only the first', () => {
  const reasons = unmet(
    toy,
    {
      ...facts,
      person: { ...facts.person, level: 'online' },
      licence: { bound: false, status: [] },
      applications: { openSerial: 'HEL202601010000001' as never },
    },
    MONDAY,
  );
  expect(reasons.map(({ code }) => code)).toEqual([
    'person.level-too-low',
    'application.open',
    'toy.unbound',
    'toy.monday',
  ]);
});

test('texts and cures carry the day a reason ends and the words of the breach', () => {
  expect(unmet(toy, facts, MONDAY)).toEqual([
    {
      code: 'toy.monday',
      basis: 'toy law',
      text: { zh: 'toy.monday:blue 2026-01-06 {unknown}', en: 'toy.monday: blue 2026-01-06' },
      cures: [{ zh: '等到 2026-01-06', en: 'wait until 2026-01-06' }],
      until: '2026-01-05T16:00:00.000Z',
    },
  ]);
});

test('a broken rule without more to say has no end', () =>
  expect(
    unmet({ ...toy, rules: [bound] }, { ...facts, licence: { bound: false, status: [] } }, MONDAY)[0],
  ).not.toHaveProperty('until'));

test('before its opening day a business is refused with the date', () => {
  const [reason, ...others] = unmet(toy, facts, at('2015-11-30T15:59:59.999Z'));
  expect(others).toEqual([]);
  expect(reason).toMatchObject({ code: 'business.not-open-yet', until: '2015-11-30T16:00:00.000Z' });
  expect(reason?.text.en).toBe('This business opens on 2015-12-01.');
  expect(unmet(toy, facts, at('2015-11-30T16:00:00Z'))).toEqual([]);
});

test('the facts needed are those that the rules name', () => {
  expect(factsNeeded(toy)).toEqual(new Set(['province', 'person', 'applications', 'licence']));
  expect(factsNeeded({ ...toy, rules: [] })).not.toContain('licence');
});

test('a fact that was not gathered is a mistake of the caller, not a reason', () => {
  const { licence: _, ...rest } = facts;
  expect(() => unmet(toy, rest, TUESDAY)).toThrow('fact not gathered: licence');
  expect(unmet({ ...toy, rules: [] }, rest, TUESDAY)).toEqual([]);
});

test('a rule sees no fact that it does not name', () => {
  // @ts-expect-error vehicle is not named, so the compiler refuses it
  rule(['licence'], law('toy.stranger'), ({ vehicle }) => vehicle.bound);
  // @ts-expect-error there is no such fact
  rule(['weather'], law('toy.weather'), () => true);
  expect(
    rule(['licence', 'vehicle'], law('toy.both'), ({ licence, vehicle }) => licence.bound && vehicle.bound)
      .needs,
  ).toEqual(['licence', 'vehicle']);
});
