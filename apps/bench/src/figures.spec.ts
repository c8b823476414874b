import { compared, median, quantile, spread } from './figures';
import { isMet } from './row';

const goal = { id: 'P1', what: 'a read', limit: 1.35, is: 'most' } as const;

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])('the median of %j is %d', (figures, expected) => expect(median(figures)).toBe(expected));

test('a share of all figures lies below their quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([quantile(hundred, 0.5), quantile(hundred, 0.99), quantile([5], 0.99)]).toEqual([51, 100, 5]);
});

test('the spread is told in parts of the median', () => {
  expect(spread([8, 10, 13])).toBe(0.5);
  expect(spread([8])).toBe(0);
});

test('each round is compared with itself: a machine that slows down slows both sides', () => {
  const rounds = [
    { ours: 10, baseline: 10 },
    { ours: 26, baseline: 20 },
    { ours: 13, baseline: 10 },
  ];
  const finding = compared(goal, rounds, 'µs');
  expect(finding).toMatchObject({ ours: 13, baseline: 10, ratio: 1.3, unit: 'µs' });
  expect(finding.spread).toBeCloseTo(0.3 / 1.3);
});

test('a goal is met on its own side of the limit; without a figure it never is', () => {
  const finding = (ratio: number, is: 'most' | 'least') =>
    isMet({ goal: { ...goal, is }, ratio, ours: ratio, baseline: 1, unit: '', spread: 0 });
  expect([finding(1.35, 'most'), finding(1.36, 'most')]).toEqual([true, false]);
  expect([finding(1.35, 'least'), finding(1.34, 'least')]).toEqual([true, false]);
  expect([finding(NaN, 'most'), finding(NaN, 'least')]).toEqual([false, false]);
});
