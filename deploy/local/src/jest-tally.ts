import { readFileSync } from 'node:fs';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The part of jest's result file that is read here. */
interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Suites that could not run at all: none of their tests is counted anywhere. */
  readonly numRuntimeErrorTestSuites: number;
}

/** What a jest run really did: a suite that could not run is a failure, and so is an exit code nobody accounts for. */
export function readTally(file: string, exitCode: number): Tally {
  const result = readResult(file);
  if (result === null) return { passed: 0, failed: 1 };
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

export const addTallies = (one: Tally, other: Tally): Tally => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
});

/** A run of everything that ran nothing has failed. */
export const allOf = (tally: Tally, everything: boolean): Tally =>
  everything && tally.passed + tally.failed === 0 ? { passed: 0, failed: 1 } : tally;

function readResult(file: string): JestResult | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  } catch {
    return null;
  }
}
