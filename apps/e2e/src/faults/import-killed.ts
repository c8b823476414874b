import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { ServiceName } from '@open122/contracts';
import { at } from '@open122/local';

import { until } from '../messaging/until';
import { Callers } from './callers';
import { Imported, type State } from './imported';
import type { FaultPlatform } from './places';
import type { FaultRow } from './row';

/** 1.2 vehicles a person: a million rows in all. */
const SIZE = { long: { persons: 454_546, kills: 10 }, short: { persons: 2_000, kills: 3 } };
/** A kill comes so soon after its place in the files was reached, in milliseconds. */
const SOON = 150;
/** Behind it too little is left to kill somebody in. */
const LAST_PLACE = 0.7;
const BACK_WITHIN = 60_000;
const STEP_WITHIN = 900_000;

/** Who dies by turns; `owner` is the service that takes the file in at that moment. */
const VICTIMS = [['command'], ['owner'], ['command', 'owner'], ['identity']] as const;

type Victim = 'command' | 'owner' | 'identity';

const run = promisify(execFile);
const program = (name: string): string => at('deploy', 'local', 'dist', 'src', `${name}.js`);

/** An import dies again and again and is begun again: its end is that of one that nobody disturbed. */
export const importKilled: FaultRow = {
  name: 'import',
  id: 'R1',
  title: 'an import killed at random moments and run again',
  on: 'platform',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { persons, kills } = short ? SIZE.short : SIZE.long;
    const faulty = await places.platform();
    const imported = await Imported.at(faulty);
    const folder = mkdtempSync(join(tmpdir(), 'open122-import-'));
    const command = await Command.with(faulty, folder);
    try {
      await run(process.execPath, [program('demo-registry'), '--persons', String(persons), '--out', folder]);
      await imported.forget();
      await command.run();
      await imported.published();
      const undisturbed = await imported.state();
      const { licence, vehicle } = await imported.progress();
      tell(`${licence + vehicle} rows in without disturbance`);
      await imported.forget();
      const { times, dead } = await disturbed(
        { faulty, imported, command, licences: licence },
        placesToDie(licence + vehicle, kills),
        tell,
      );
      await imported.published();
      const facts = await imported.checkFacts(dead.filter((who) => who === 'owner').length);
      const violations = [...differences(undisturbed, await imported.state()), ...facts.violations];
      return [
        {
          row: `import of ${licence + vehicle} rows killed ${times} times`,
          figures: `${tally(dead)}: ${violations.join('; ') || 'the same rows as without, each fact one event'}; ${facts.facts} facts, ${facts.again} of them sent again by a relay that died`,
          met: times === kills && violations.length === 0 && facts.facts > 0,
        },
      ];
    } finally {
      await command.kill();
      await imported.close();
      rmSync(folder, { recursive: true });
    }
  },
};

interface Scene {
  readonly faulty: FaultPlatform;
  readonly imported: Imported;
  readonly command: Command;
  /** Rows of the file that comes first. */
  readonly licences: number;
}

const placesToDie = (rows: number, kills: number): number[] =>
  Array.from({ length: kills }, () => randomInt(Math.round(rows * LAST_PLACE))).sort((a, b) => a - b);

/** Kills at each of the places, and answers how often and who died. The command is run again when it was killed; the others come back. */
async function disturbed(
  { faulty: { stack }, imported, command, licences }: Scene,
  places: readonly number[],
  tell: (line: string) => void,
): Promise<{ times: number; dead: Victim[] }> {
  const dead: Victim[] = [];
  let times = 0;
  const rows = async (): Promise<number> => {
    const { licence, vehicle } = await imported.progress();
    return licence + vehicle;
  };
  command.start();
  for (const [turn, place] of places.entries()) {
    await until(`${place} rows are in`, async () => (await rows()) >= place || command.over, STEP_WITHIN);
    await sleep(randomInt(SOON));
    if (command.over) break;
    const reached = await rows();
    const owner = reached < licences ? 'licence' : 'vehicle';
    for (const victim of VICTIMS[turn % VICTIMS.length] ?? []) {
      if (victim === 'command') await command.kill();
      else await killed(stack, victim === 'owner' ? owner : victim);
      dead.push(victim);
    }
    times += 1;
    tell(`${(VICTIMS[turn % VICTIMS.length] ?? []).join(' and ')} killed at ${reached} rows`);
    if (command.over) command.start();
  }
  await command.done();
  return { times, dead };
}

async function killed(stack: FaultPlatform['stack'], service: ServiceName): Promise<void> {
  await until(`${service} is back`, () => stack.isRunning(service), BACK_WITHIN);
  await stack.kill(service);
}

function differences(wanted: State, found: State): string[] {
  return [...wanted].flatMap(([table, rows]) => {
    const there = found.get(table);
    return there === rows ? [] : [`${table}: ${there} instead of ${rows}`];
  });
}

const tally = (dead: readonly Victim[]): string =>
  [...new Set(dead)].map((who) => `${who} ${dead.filter((each) => each === who).length} times`).join(', ');

/** `npm run import` of both files, as a process that may be killed and run again. */
class Command {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly folder: string,
  ) {}

  static async with({ platform }: FaultPlatform, folder: string): Promise<Command> {
    const callers = new Callers(platform);
    const token = await callers.token({ kind: 'staff', role: 'administrator', account: 'administrator' });
    await callers.close();
    const env = { ...process.env, STORY_GATEWAY_URL: platform.gateway, OPEN122_TOKEN: token };
    return new Command(env, folder);
  }

  /** Ended, whether well or not. */
  get over(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
  start(): void {
    const log = openSync(this.#log, 'w');
    this.#child = spawn(process.execPath, [program('import'), 'licences.csv', 'vehicles.csv'], {
      ...{ env: this.env, cwd: this.folder, stdio: ['ignore', log, log] },
    });
    closeSync(log);
  }
  /** @throws Error with what it said when it did not end well */
  async done(): Promise<void> {
    if (!this.over) await once(this.#child as ChildProcess, 'exit');
    if (this.#child?.exitCode !== 0) throw new Error(`the import failed: ${readFileSync(this.#log, 'utf8')}`);
  }
  async run(): Promise<void> {
    this.start();
    await this.done();
  }
  async kill(): Promise<void> {
    if (this.over) return;
    const ended = once(this.#child as ChildProcess, 'exit');
    this.#child?.kill('SIGKILL');
    await ended;
  }
  get #log(): string {
    return join(this.folder, 'import.log');
  }
}
