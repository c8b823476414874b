import { Grants } from './grants';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

test('a grant is spent once for each of its points, by its own key', () => {
  const grants = new Grants();
  expect(grants.spend('a')).toBe(false);
  grants.keep('a', 2, 1_000);
  expect([grants.spend('b'), grants.spend('a'), grants.spend('a'), grants.spend('a')]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('what two requests were granted at once adds up', () => {
  const grants = new Grants();
  grants.keep('a', 1, 1_000);
  grants.keep('a', 1, 1_000);
  expect([grants.spend('a'), grants.spend('a'), grants.spend('a')]).toEqual([true, true, false]);
});

test('a grant ends with its window', () => {
  const grants = new Grants();
  grants.keep('a', 5, 1_000);
  jest.advanceTimersByTime(999);
  expect(grants.spend('a')).toBe(true);
  jest.advanceTimersByTime(1);
  expect([grants.spend('a'), grants.spend('a')]).toEqual([false, false]);
});

test('no more keys are remembered than fit; the oldest goes', () => {
  const grants = new Grants();
  for (let key = 0; key <= 20_000; key += 1) grants.keep(String(key), 1, 1_000);
  expect([grants.spend('0'), grants.spend('1'), grants.spend('20000')]).toEqual([false, true, true]);
});
