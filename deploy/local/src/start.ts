import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

import { ensureAdministrator } from './administrator';
import { readFlags, refuseWords } from './arguments';
import { runCommand } from './command';
import { LocalProvince } from './local-province';
import { at, checkout } from './profile';
import { LocalStack } from './stack';
import { Screen } from './terminal';

const FLAGS = ['fresh', 'exit', 'no-story', 'separate'] as const;
type Flags = Record<(typeof FLAGS)[number], boolean>;

/** `npm start`: a whole province on this machine, and the story told on it once. */
export function main(args: string[]): void {
  const screen = new Screen();
  const began = performance.now();
  let flags: Flags;
  try {
    const read = readFlags(args, FLAGS);
    refuseWords('start', read.rest);
    flags = read.flags;
  } catch (error) {
    screen.problem(error);
    process.exitCode = 1;
    return;
  }
  const stack = new LocalStack('run', {
    terminal: screen,
    command: 'start',
    fresh: flags.fresh,
    supervised: true,
  });
  runCommand(screen, stack, async (interrupted) => {
    const province = new LocalProvince(stack, { separate: flags.separate });
    await stack.start();
    await province.prepare();
    await province.start();
    await ensureAdministrator(stack, province);
    announce(screen, stack, province, began);
    if (!flags['no-story']) {
      const code = await tellStory(stack, province);
      if (code !== 0) screen.line('✗ The story did not end as it should; see above.');
      if (flags.exit) return { code };
      announce(screen, stack, province, began);
    } else if (flags.exit) return { code: 0 };
    screen.line('Ctrl-C stops everything.');
    await interrupted;
    return { code: 0 };
  });
}

function announce(screen: Screen, stack: LocalStack, province: LocalProvince, began: number): void {
  const gateway = province.url('gateway');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const shown = (path: string): string => relative(checkout, path);
  screen.line();
  screen.line(`The province runs (${seconds} s).`);
  screen.line(`  gateway    ${gateway}`);
  screen.line(`  docs page  ${gateway}/docs`);
  screen.line(
    `  accounts   ${shown(join(stack.profile.secrets, 'administrator.json'))} (the administrator; random, this machine's own)`,
  );
  screen.line(`  logs       ${shown(stack.profile.logs)}`);
  screen.line();
}

/** The story talks to the gateway only; it runs as a process of its own, as `npm run story` does. */
async function tellStory(stack: LocalStack, province: LocalProvince): Promise<number> {
  const program = at('apps', 'e2e', 'dist', 'src', 'story.js');
  if (!existsSync(program)) throw new Error(`${program} is missing: the build is broken.`);
  const env = {
    ...process.env,
    STORY_GATEWAY_URL: province.url('gateway'),
    STORY_SECRETS: stack.profile.secrets,
  };
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    env,
    cwd: at(),
    stdio: ['ignore', 'inherit', 'inherit'],
    signal: stack.signal,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
