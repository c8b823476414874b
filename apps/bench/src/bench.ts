import { load, machine } from './machine';
import { Places } from './places';
import { profiled, writeProfiles } from './profiles';
import { type Outcome, table, write } from './report';
import { type Bench, isMet, type Row } from './row';
import { rows } from './rows';

/**
 * `npm run bench`: measures all rows, each beside its baseline in the same run; `npm run bench -- read` one of them, `--full` as
 * large and as long as it takes, `--profile` with what the services were at meanwhile. Exits with 1 when a goal is not met.
 */

const FULL = '--full';
const PROFILE = '--profile';

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function measure(row: Row, places: Places, full: boolean): Promise<Outcome> {
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 1_000);
  const bench: Bench = {
    ...{ places, full },
    tell: (line) => tell(`  ${row.name.padEnd(10)} ${String(seconds()).padStart(4)} s  ${line}`),
  };
  bench.tell(row.title);
  try {
    return { row: row.name, findings: await row.run(bench), failure: null, seconds: seconds() };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    const failure = error instanceof Error ? error.message : String(error);
    return { row: row.name, findings: [], failure, seconds: seconds() };
  }
}

/** Each row's figures as soon as there are some: what breaks later does not take them away. */
async function told(measured: Promise<Outcome>): Promise<Outcome> {
  const outcome = await measured;
  tell(`\n${table([outcome])}\n`);
  return outcome;
}

async function main(args: readonly string[]): Promise<void> {
  const full = args.includes(FULL);
  const profile = args.includes(PROFILE);
  const asked = args.filter((arg) => arg !== FULL && arg !== PROFILE);
  const unknown = asked.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) {
    tell(`There is no ${unknown.join(', ')}; there is: ${rows.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const places = new Places(profile ? profiled() : {}, profile);
  const outcomes: Outcome[] = [];
  const stop = (): void => void places.stop().finally(() => process.exit(1));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  tell(`${machine()}, load ${load()}`);
  try {
    for (const row of rows)
      if (asked.length === 0 ? !row.alone : asked.includes(row.name))
        outcomes.push(await told(measure(row, places, full)));
  } finally {
    await places.stop();
  }
  const folder = write(outcomes, new Date());
  tell(`\n${table(outcomes)}`);
  tell(`Figures and picture: ${folder}`);
  if (profile) tell(`Where the services were (figures with a profile are slower ones): ${writeProfiles()}`);
  const met = outcomes.every(({ findings, failure }) => failure === null && findings.every(isMet));
  process.exitCode = met ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
