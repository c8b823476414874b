import { dishonesty } from './honesty';

const looks = (...rows: number[]) => rows.map((each, second) => ({ at: 1_000 + second * 100, rows: each }));

it.each([
  ['a steady one', looks(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100), 0],
  ['one that hurries in its first tenth', looks(9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100), 0],
  ['one that stands at its end', looks(0, 20, 40, 60, 80, 99, 99, 99, 99, 99, 100), 0.49],
  ['one that has long ended', looks(0, 25, 50, 75, 100, 100, 100, 100, 100), 0],
])('the progress of %s', (_title, seen, found) => expect(dishonesty(seen)).toBeCloseTo(found, 5));
