import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { LocalProvince } from './local-province';
import { Problem } from './problem';
import { at } from './profile';
import type { LocalStack } from './stack';

const run = promisify(execFile);

/** The first administrator of a fresh platform, made by identity's own command; his secrets go into the profile's folder, his password is this machine's own. */
export async function ensureAdministrator(stack: LocalStack, province: LocalProvince): Promise<void> {
  const file = join(stack.profile.secrets, 'administrator.json');
  if (existsSync(file)) return;
  const program = at('apps', 'identity', 'dist', 'src', 'bootstrap-administrator', 'cli.js');
  const env = { ...stack.env, ...province.settings };
  const step = stack.terminal.step('administrator');
  try {
    const made = run(process.execPath, ['--enable-source-maps', program, '--own-password', '--out', file], {
      env,
      cwd: at(),
      signal: stack.signal,
    });
    // a program that ends without reading says why itself
    made.child.stdin?.on('error', () => undefined).end(randomBytes(24).toString('base64url'));
    await made;
    step.done();
  } catch (error) {
    step.fail('');
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Problem(`The first administrator could not be made: ${stderr?.trim() || message}`);
  }
}
