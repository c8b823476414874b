import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Problem } from './problem';
import { birthOf, endProcess, identify, isAlive } from './processes';
import { makeFolders, type Profile } from './profile';
import { Claim, liveState, readState } from './state';

describe('the claim on a profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'open122-state-'));
  const profile: Profile = {
    name: 'test',
    portBase: 1,
    folder,
    logs: join(folder, 'logs'),
    secrets: join(folder, 'secrets'),
  };
  beforeAll(() => makeFolders(profile));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a second claim is refused while the first lives, and leaves no file behind', () => {
    const { claim, remains } = Claim.take(profile, 'start');
    expect(remains).toBeNull();
    claim.setAddress('GATEWAY_URL', 'http://127.0.0.1:1');
    expect(() => Claim.take(profile, 'infra')).toThrow(Problem);
    expect(() => Claim.take(profile, 'infra')).toThrow(/npm run start.*http:\/\/127\.0\.0\.1:1/);
    expect(readdirSync(folder).sort()).toEqual(['lock', 'logs', 'secrets', 'state.json']);
    claim.release();
    expect(readdirSync(folder).sort()).toEqual(['logs', 'secrets']);
  });

  test('a dead holder is replaced, and its children are handed over', () => {
    const dead = { pid: 1, birth: 'before the last boot' };
    const child = { pid: 2, birth: 'before the last boot' };
    writeFileSync(join(folder, 'lock'), JSON.stringify(dead));
    writeFileSync(
      join(folder, 'state.json'),
      JSON.stringify({ command: 'start', owner: dead, children: { redis: child }, addresses: {} }),
    );
    expect(liveState(profile)).toBeNull();
    const { claim, remains } = Claim.take(profile, 'start');
    expect(remains?.children).toEqual({ redis: child });
    expect(liveState(profile)?.owner.pid).toBe(process.pid);
    claim.setChild('redis', null);
    expect(readState(profile)?.children).toEqual({});
    claim.release();
  });
});

describe('processes', () => {
  test('a process is known by its birth, so a recycled pid is never ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const id = identify(child.pid ?? 0);
    expect(isAlive(id)).toBe(true);
    expect(await endProcess({ ...id, birth: `${id.birth}0` }, 'SIGKILL', 0)).toBe(false);
    expect(isAlive(id)).toBe(true);
    expect(await endProcess(id, 'SIGTERM', 2_000)).toBe(true);
    expect(birthOf(id.pid)).toBeNull();
  });

  test('one that ignores the polite signal is killed after the grace', async () => {
    const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.stdout.write('up')`;
    const child = spawn(process.execPath, ['-e', deaf], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const id = identify(child.pid ?? 0);
    expect(await endProcess(id, 'SIGTERM', 200)).toBe(true);
    expect(isAlive(id)).toBe(false);
  });
});
