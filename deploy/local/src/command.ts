import { Screen } from './terminal';

/** What an interrupted command does about what it started. */
export interface Stoppable {
  /** In order, within ten seconds. */
  stop(): Promise<void>;
  /** At once. */
  killNow(): void;
}

/** How a command ends: its exit code, and what it says last, after everything has been stopped. */
export interface Outcome {
  readonly code: number;
  readonly last?: string;
}

const INTERRUPTED: Outcome = { code: 130 };
/** npm hands a Ctrl-C on that the terminal has already delivered: two within this time are one. */
const ECHO_MS = 700;

/**
 * Runs a command to its end: a Problem becomes its sentence and exit code 1. Ctrl-C, SIGTERM or a closed terminal stop what
 * it started, in order; a second Ctrl-C at once.
 * @param work gets a promise that resolves at the interruption; `started` is stopped in every case
 */
export function runCommand(
  screen: Screen,
  started: Stoppable,
  work: (interrupted: Promise<void>) => Promise<Outcome>,
): void {
  const interruption = watchSignals(screen, started);
  const outcome = work(interruption.happened).catch((error: unknown) => {
    if (!interruption.at) screen.problem(error);
    return { code: 1 };
  });
  void finish(screen, started, outcome, interruption);
}

interface Interruption {
  readonly happened: Promise<void>;
  at: number | undefined;
}

async function finish(
  screen: Screen,
  started: Stoppable,
  outcome: Promise<Outcome>,
  interruption: Interruption,
): Promise<void> {
  const first = await Promise.race([outcome, interruption.happened]);
  await started.stop();
  const { code, last } = first ?? (await Promise.race([outcome, Promise.resolve(INTERRUPTED)]));
  if (last !== undefined) screen.line(last);
  // Whatever still hangs in the event loop was stopped or is nobody's.
  process.exit(code);
}

function watchSignals(screen: Screen, started: Stoppable): Interruption {
  let resolve: () => void = () => undefined;
  const interruption: Interruption = { happened: new Promise((done) => (resolve = done)), at: undefined };
  const onSignal = (): void => {
    if (interruption.at === undefined) {
      interruption.at = performance.now();
      screen.line('Stopping; once more stops at once.');
      resolve();
    } else if (performance.now() - interruption.at > ECHO_MS) {
      started.killNow();
      process.exit(INTERRUPTED.code);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return interruption;
}
