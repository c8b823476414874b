import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Client } from 'pg';

import { isFree, LOOPBACK } from './ports';
import { Problem } from './problem';
import { endProcess, identify, isAlive } from './processes';
import { profileOf } from './profile';
import { LocalStack } from './stack';
import { readState, type State } from './state';
import type { Terminal } from './terminal';

jest.setTimeout(60_000);
/** Away from the ports of everything else that may run here now. */
const portBase = 29_100;
const profile = profileOf('stack', portBase);
/** Without the addresses of the test run: these tests are about servers of their own. */
const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', KAFKA_BROKERS: '' };

describe('the local stack', () => {
  afterAll(async () => {
    const state = readState(profile);
    if (state !== null) for (const id of Object.values(state.children)) await endProcess(id, 'SIGKILL', 0);
  });

  test('all three servers come up, and nothing is left after the stop', async () => {
    const stack = new LocalStack('stack', { portBase, env, fresh: true });
    const { postgres } = await stack.start();
    const children = Object.values(stateOf().children);
    expect(Object.keys(stateOf().children).sort()).toEqual(['kafka', 'postgres', 'redis']);
    await say(postgres ?? '', 'create table kept (word text)');
    await expect(new LocalStack('stack', { portBase, env }).start()).rejects.toThrow(Problem);
    await stack.stop();
    expect(children.filter(isAlive)).toEqual([]);
    expect(readState(profile)).toBeNull();
    for (const offset of [0, 1, 2, 3]) expect(await isFree(profile.portBase + offset)).toBe(true);
  });

  test('a killed server is started again on its port and data', async () => {
    const stack = new LocalStack('stack', { portBase, env, supervised: true });
    const { postgres } = await stack.start();
    const before = stateOf().children;
    await Promise.all(['postgres', 'redis', 'kafka'].map((name) => stack.kill(name)));
    await until(() => ['postgres', 'redis', 'kafka'].every((name) => stateOf().children[name] !== undefined));
    await until(async () => (await say(postgres ?? '', 'select word from kept')) !== null);
    expect(stateOf().children).not.toEqual(before);
    await stack.stop();
  });

  test('after kill -9 of everything the next start clears the remains and comes up with the data', async () => {
    const owner = await startElsewhere();
    const { children } = stateOf();
    owner.kill('SIGKILL');
    // Half of the children die with it, half are orphans.
    process.kill(children.postgres?.pid ?? 0, 'SIGKILL');
    await until(() => !isAlive(identify(owner.pid ?? 0)));
    const said: string[] = [];
    const terminal: Terminal = { line: (text = '') => said.push(text), step: () => quiet };
    const stack = new LocalStack('stack', { portBase, env, terminal });
    const { postgres } = await stack.start();
    expect(said.join()).toMatch(/earlier run .* left .*kafka.* now ended/);
    expect(Object.values(children).filter(isAlive)).toEqual([]);
    expect(await say(postgres ?? '', 'select word from kept')).toEqual([]);
    await stack.stop();
  });

  test('a port that somebody else holds is replaced by the next free one, which is said', async () => {
    const holder = await hold(profile.portBase + 1);
    const said: string[] = [];
    const stack = new LocalStack('stack', {
      portBase,
      env,
      terminal: { line: (text = '') => said.push(text), step: () => quiet },
    });
    const { redis } = await stack.start();
    expect(redis).not.toContain(String(profile.portBase + 1));
    expect(said.join()).toContain(`port ${profile.portBase + 1} is taken: redis uses`);
    await stack.stop();
    holder.close();
  });

  test('without Java one sentence says what to do, and nothing is left running', async () => {
    const path = mkdtempSync(join(tmpdir(), 'open122-path-'));
    symlinkSync('/bin/sh', join(path, 'sh'));
    const bare = { ...env, PATH: path, JAVA_HOME: '', REDIS_URL: `redis://${LOOPBACK}:1` };
    const stack = new LocalStack('stack', { portBase, env: bare });
    await expect(stack.start()).rejects.toThrow(/needs Java.*install a Java 17 runtime/);
    expect(readState(profile)).toBeNull();
    expect(await isFree(profile.portBase)).toBe(true);
    rmSync(path, { recursive: true });
  });
});

const quiet = { update: () => undefined, done: () => undefined, fail: () => undefined };

function stateOf(): State {
  const state = readState(profile);
  if (state === null) throw new Error('no state');
  return state;
}

/** A stack owned by another process, which can be killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const code = `const { LocalStack } = require('@open122/local'); new LocalStack('stack', { portBase: ${portBase} }).start().then(() => process.stdout.write('up'))`;
  const child = spawn(process.execPath, ['-e', code], {
    env,
    cwd: __dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve);
    child.once('exit', () => reject(new Error('the stack elsewhere ended early')));
  });
  return child;
}

async function say(url: string, sql: string): Promise<unknown[] | null> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await pause(100);
  }
  throw new Error('it never came about');
}

async function hold(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  return server;
}
