import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { type Outcome, runCommand } from './command';
import { addTallies, allOf, readTally, type Tally } from './jest-tally';
import { at } from './profile';
import { clearRemains } from './remains';
import { LocalStack } from './stack';
import { Screen } from './terminal';

/**
 * `npm test`: the tests on servers of their own, beside whatever `npm start` runs. Words are handed to jest, e.g.
 * `npm test -- libs/messaging`. Its last line is `N passed, N failed`.
 */
export function main(args: string[]): void {
  const screen = new Screen();
  const stack = new LocalStack('test', { terminal: screen, command: 'test', fresh: true, supervised: true });
  const stoppable = { stop: () => stopAll(stack), killNow: stack.killNow };
  runCommand(screen, stoppable, async () => {
    try {
      await stack.start();
    } catch (error) {
      screen.problem(error);
      return outcome({ passed: 0, failed: 1 });
    }
    const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
    const fast = await jest(stack, 'fast', ['--selectProjects', 'pure', 'db', workers], args);
    const oneAfterTheOther = ['--runInBand', '--forceExit'];
    const slow = await Promise.all([
      jest(stack, 'journeys', ['--selectProjects', 'e2e', ...oneAfterTheOther], args),
      jest(stack, 'faults', ['--selectProjects', 'faults', ...oneAfterTheOther], args),
    ]);
    return outcome(allOf(slow.reduce(addTallies, fast), args.length === 0));
  });
}

/** Every jest that was started: what it started ends with it. */
const running: Promise<unknown>[] = [];

/** Tests have stacks of their own, which outlive a jest that was killed. */
async function stopAll(stack: LocalStack): Promise<void> {
  await stack.stop();
  await Promise.all(running);
  await clearRemains(['e2e', 'crash', 'faults', 'stack']);
}

const outcome = ({ passed, failed }: Tally): Outcome => ({
  code: failed === 0 ? 0 : 1,
  last: `${passed} passed, ${failed} failed`,
});

async function jest(stack: LocalStack, name: string, select: string[], args: string[]): Promise<Tally> {
  const results = join(stack.profile.folder, 'results');
  const file = join(results, `${name}.json`);
  mkdirSync(results, { recursive: true });
  rmSync(file, { force: true });
  const { postgres, redis, kafka } = stack.addresses;
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    TEST_PG_ADMIN_URL: postgres ?? '',
    TEST_KAFKA_BROKERS: kafka,
    TEST_REDIS_URL: redis,
  };
  const program = at('node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--json', `--outputFile=${file}`, '--passWithNoTests'];
  // Jest reports on standard error; its standard output would repeat the JSON of the file.
  const child = spawn(process.execPath, [program, ...options, ...args, ...select], {
    env,
    cwd: at(),
    stdio: ['ignore', 'ignore', 'inherit'],
    signal: stack.signal,
  });
  const ended = new Promise<number>((resolve) => {
    // An abort is an error too, but the process is gone only at its exit.
    child.once('error', () => (child.pid === undefined ? resolve(1) : undefined));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  running.push(ended);
  return readTally(file, await ended);
}
