import { readFlags, refuseWords } from './arguments';
import { majorVersion } from './java';
import { Problem } from './problem';

describe('what is written behind a command', () => {
  test('flags are found in any order, words are handed back', () => {
    expect(readFlags(['--exit', 'licence', '--fresh'], ['fresh', 'exit', 'separate'])).toEqual({
      flags: { fresh: true, exit: true, separate: false },
      rest: ['licence'],
    });
  });

  test('an unknown flag is refused with the ones there are', () => {
    expect(() => readFlags(['--frehs'], ['fresh', 'exit'])).toThrow(Problem);
    expect(() => readFlags(['--frehs'], ['fresh', 'exit'])).toThrow('--fresh --exit');
    expect(() => refuseWords('start', ['fresh'])).toThrow(Problem);
  });
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "21" 2023-09-19', 21],
  ['java version "1.8.0_402"', 8],
  ['no java at all', null],
])('the Java version in %j is %p', (told, version) => {
  expect(majorVersion(told)).toBe(version);
});
