import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { request } from 'undici';

import { checkout } from '../messaging/toy-world';
import { thePlatform } from '../platform';
import type { Citizen, Session } from '../story/cast';
import { aWorldWithCitizens } from './cast';

jest.setTimeout(120_000);

const run = promisify(execFile);
const platform = thePlatform();
const program = join(checkout, 'deploy', 'local', 'dist', 'src', 'ops.js');
const env = { ...process.env, ...platform.settings };
/** `npm run ops -- …` as an operator would run it beside this platform. */
const ops = async (...args: string[]) => (await run(process.execPath, [program, ...args], { env })).stdout;

interface Ask {
  method?: 'GET' | 'POST';
  token?: string;
  body?: object;
}
/** One request that is never repeated: whatever is not a success is a failed request. */
async function ask<T>(path: string, { method = 'GET', token, body }: Ask): Promise<T> {
  const answer = await request(`${platform.gateway}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  return JSON.parse(text) as T;
}
const kidOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;

/** Reads with an old token and with fresh ones, sign-ins and refreshes, until it is stopped. */
class Load {
  readonly failures: string[] = [];
  readonly kids = new Set<string>();
  readonly names = new Set<string>();
  requests = 0;
  #stopped = false;
  readonly #works: Promise<void>[];

  constructor(citizen: Citizen, first: Session) {
    let [fresh, { refreshToken }] = [first.accessToken, first];
    const read = (token: string) => ask<{ name: string }>('/v1/me', { token });
    this.#works = [
      this.#again(60, async () => void this.names.add((await read(first.accessToken)).name)),
      this.#again(60, async () => void this.names.add((await read(fresh)).name)),
      this.#again(100, async () => void (await ask('/v1/me/licences', { token: fresh }))),
      this.#again(2_000, async () => this.#signedWith((await signIn(citizen)).accessToken)),
      this.#again(2_000, async () => {
        const body = { refreshToken };
        ({ accessToken: fresh, refreshToken } = await ask<Session>('/v1/sessions/refresh', {
          method: 'POST',
          body,
        }));
        this.#signedWith(fresh);
      }),
    ];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#works);
  }

  #signedWith(token: string): void {
    this.kids.add(kidOf(token));
  }

  async #again(rest: number, work: () => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      try {
        this.requests += 1;
        await work();
      } catch (error) {
        this.failures.push((error as Error).message);
      }
      await pause(rest);
    }
  }
}

const signIn = ({ person: { mobile }, password }: Citizen): Promise<Session> =>
  ask('/v1/sessions', { method: 'POST', body: { mobile, password } });

/** Waits for a line that begins so. */
async function line(child: ChildProcess, begins: string): Promise<void> {
  for await (const each of createInterface({ input: child.stdout! })) if (each.startsWith(begins)) return;
  throw new Error(`ended without a line ${begins}`);
}

/** Rows by key, of what `--status` shows. */
const rowsOf = (status: string): Record<string, [state: string, rows: number]> =>
  Object.fromEntries(
    [...status.matchAll(/^ {2}(\S+) {2}(.*), (\d+) rows$/gm)].map(([, id = '', state = '', rows]) => [
      id,
      [state, Number(rows)],
    ]),
  );

/**
 * Two at once, of which one is refused; answers the new key. Its lead is longer than the gateway's ten seconds between two questions,
 * and than a program takes to start.
 */
async function rotateTokenKeys(): Promise<string | undefined> {
  const asked = await Promise.allSettled([1, 2].map(() => ops('rotate-token-keys', '--lead', '15')));
  const told = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(asked.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { code: 1, stderr: expect.stringContaining('waits still') as string } },
  ]);
  return /^The key (\S+) is published now/.exec(told.join(''))?.[1];
}

test('keys of tokens and of data are rotated under load: no request fails, killed in the middle it goes on, nothing is lost', async () => {
  const { citizens } = await aWorldWithCitizens(1);
  const { citizen } = citizens[0]!;
  const first = await signIn(citizen);
  const before = rowsOf(await ops('rotate-data-keys', '--status'));
  const [[oldDataKey = '', [, rowsBefore] = ['', 0]] = []] = Object.entries(before);
  const oldKid = kidOf(first.accessToken);
  const load = new Load(citizen, first);
  try {
    const newKid = await rotateTokenKeys();

    const cli = join(checkout, 'apps', 'identity', 'dist', 'src', 'rotate-data-keys', 'cli.js');
    const args = [cli, '--lead', '3', '--pause', '300'];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await line(child, '  party_record: ');
    child.kill('SIGKILL');
    await ended;
    const between = rowsOf(await ops('rotate-data-keys', '--status'));
    expect(between[oldDataKey]).toEqual(['opens what is sealed under it', expect.any(Number)]);
    expect(between[oldDataKey]?.[1]).toBeGreaterThan(0);
    expect(between[oldDataKey]?.[1]).toBeLessThan(rowsBefore);

    const finished = await ops('rotate-data-keys', '--lead', '3', '--pause', '0');
    expect(finished).toMatch(/^Going on with data-/);
    expect(finished).toContain(`Gone: ${oldDataKey}.`);
    await load.stop();

    expect(load.failures).toEqual([]);
    expect(load.requests).toBeGreaterThan(100);
    expect([...load.kids].sort()).toEqual([oldKid, newKid].sort());
    expect(kidOf((await signIn(citizen)).accessToken)).toBe(newKid);
    await ask('/v1/me', { token: first.accessToken });
  } finally {
    await load.stop();
  }
  const after = rowsOf(await ops('rotate-data-keys', '--status'));
  const [newDataKey = ''] = Object.keys(after).filter((id) => id !== oldDataKey);
  expect(after[oldDataKey]).toEqual(['gone', 0]);
  expect(after[newDataKey]?.[0]).toMatch(/^in use since /);
  expect(after[newDataKey]?.[1]).toBeGreaterThanOrEqual(rowsBefore);
  expect([...load.names]).toEqual([citizen.person.name]);
});
