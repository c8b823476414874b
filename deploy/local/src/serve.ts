import { spawn } from 'node:child_process';

import { SERVICES } from '@open122/contracts';

import { liveRun } from './live';
import { isFree } from './ports';
import { Problem } from './problem';
import { at } from './profile';
import { Screen } from './terminal';

/** `npm run serve -- licence`: one service in the foreground, on the stack of `npm run infra`. */
export async function main(args: string[]): Promise<void> {
  const screen = new Screen();
  try {
    process.exitCode = await serve(args);
  } catch (error) {
    screen.problem(error);
    process.exitCode = 1;
  }
}

async function serve(args: string[]): Promise<number> {
  const service = SERVICES.find((name) => name === args[0]);
  if (service === undefined || args.length > 1) {
    throw new Problem(`Name one service: npm run serve -- ${SERVICES.join('|')}.`);
  }
  const { settings } = liveRun();
  const port = Number(settings[`${service.toUpperCase()}_PORT`]);
  if (!(await isFree(port))) throw new Problem(`The ${service} service runs already, on port ${port}.`);
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', at('apps', service, 'dist', 'src', 'bundle.js')],
    {
      env: { ...process.env, ...settings },
      cwd: at(),
      stdio: 'inherit',
    },
  );
  // The terminal sends Ctrl-C to both; the service ends itself in order, and we follow it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
