import { Horizon, type Look } from './horizon';

const SECOND = 1_000;
const seen = (xmin: number, xmax: number, top: number, first: number | null): Look => ({
  xmin: BigInt(xmin),
  xmax: BigInt(xmax),
  top,
  first,
});

it('stays until all who may hold a smaller id have ended, and for ten seconds at least', () => {
  const horizon = new Horizon(0);
  horizon.saw(seen(100, 105, 50, null), 0);
  horizon.saw(seen(104, 200, 60, null), 11 * SECOND);
  expect(horizon.floor).toBe(0);
  horizon.saw(seen(105, 200, 60, null), 12 * SECOND);
  expect(horizon.floor).toBe(50);
  horizon.saw(seen(300, 300, 60, null), 20 * SECOND);
  expect(horizon.floor).toBe(50);
  horizon.saw(seen(300, 300, 60, null), 21 * SECOND);
  expect(horizon.floor).toBe(60);
});

it('does not pass a row that waits for its seal', () => {
  const horizon = new Horizon(10);
  horizon.saw(seen(1, 2, 50, 31), 0);
  horizon.saw(seen(3, 3, 50, 31), 11 * SECOND);
  expect(horizon.floor).toBe(30);
  horizon.saw(seen(3, 3, 50, null), 12 * SECOND);
  expect(horizon.floor).toBe(50);
});

it('never sinks', () => {
  const horizon = new Horizon(40);
  horizon.saw(seen(1, 2, 7, 3), 0);
  horizon.saw(seen(9, 9, 7, 3), 60 * SECOND);
  expect(horizon.floor).toBe(40);
});
