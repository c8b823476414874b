import { crashPoints, type CrashReport } from './faults/crash-points';
import { storyUnderFaults, type StoryReport, VICTIMS } from './faults/story';
import { startServers } from './messaging/servers';

/**
 * `npm run faults`: kills services and servers for real, and says what was lost or doubled.
 * `npm run faults -- story` tells the story with each part of the province killed once, `-- crash-points` kills at the named
 * points of messaging, thirty times each; the same look has to find what a textbook consumer loses.
 */

const TRIALS = 30;
const TEXTBOOK_TRIALS = 3;

interface Row {
  row: string;
  figures: string;
  met: boolean;
}

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const crashRow = ({ point, trials, crashed, events, violations }: CrashReport): Row => ({
  row: `killed at ${point}`,
  figures: `${crashed} of ${trials} killed there, ${events} events, ${violations.join('; ') || '0 lost, 0 doubled, 0 half, 0 out of order'}`,
  met: violations.length === 0 && crashed === trials,
});

/** Here it is the checker that is tested: it has to find something. */
const textbookRow = ({ point, violations }: CrashReport): Row => ({
  row: `textbook killed at ${point}`,
  figures: violations.join('; ') || 'nothing found',
  met: violations.length > 0,
});

const storyRow = ({ victim, step, seconds, difference }: StoryReport): Row => ({
  row: `story without ${victim}`,
  figures: `killed before step ${step}, ${difference ?? `the same end after ${seconds} s`}`,
  met: difference === null,
});

async function messagingRows(): Promise<Row[]> {
  const { stack, servers } = await startServers();
  try {
    const ours = await crashPoints({ servers, trials: TRIALS, tell });
    const points = ['relay.before-send', 'consumer.before-offsets'] as const;
    const textbook = await crashPoints({ servers, trials: TEXTBOOK_TRIALS, textbook: true, points, tell });
    return [...ours.map(crashRow), ...textbook.map(textbookRow)];
  } finally {
    await stack.stop();
  }
}

const storyRows = async (): Promise<Row[]> => (await storyUnderFaults(VICTIMS, tell)).map(storyRow);

const suites: Readonly<Record<string, () => Promise<Row[]>>> = {
  'crash-points': messagingRows,
  story: storyRows,
};

async function main(asked: string[]): Promise<void> {
  const unknown = asked.filter((name) => !Object.hasOwn(suites, name));
  if (unknown.length > 0) {
    tell(`There is no ${unknown.join(', ')}; there is: ${Object.keys(suites).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const rows: Row[] = [];
  for (const name of asked.length > 0 ? asked : Object.keys(suites))
    rows.push(...((await suites[name]?.()) ?? []));
  tell('');
  for (const { row, figures, met } of rows) tell(`${met ? '✓' : '✗'} ${row.padEnd(44)} ${figures}`);
  if (rows.some(({ met }) => !met)) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
