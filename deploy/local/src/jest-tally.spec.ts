import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { addTallies, allOf, readTally } from './jest-tally';

describe('the count of a test run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'open122-tally-'));
  const file = join(folder, 'result.json');
  afterAll(() => rmSync(folder, { recursive: true }));
  const result = (passed: number, failed: number, broken: number): void =>
    writeFileSync(
      file,
      JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken }),
    );

  test('a suite that could not run counts as a failure', () => {
    result(10, 1, 2);
    expect(readTally(file, 1)).toEqual({ passed: 10, failed: 3 });
  });

  test('a bad exit code without a failed test, and a run without a result, are failures', () => {
    result(10, 0, 0);
    expect(readTally(file, 0)).toEqual({ passed: 10, failed: 0 });
    expect(readTally(file, 1)).toEqual({ passed: 10, failed: 1 });
    expect(readTally(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('a run of everything that ran nothing has failed; a chosen part may be empty', () => {
    const nothing = addTallies({ passed: 0, failed: 0 }, { passed: 0, failed: 0 });
    expect(allOf(nothing, true)).toEqual({ passed: 0, failed: 1 });
    expect(allOf(nothing, false)).toEqual(nothing);
  });
});
