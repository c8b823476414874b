import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { instantOf, type PersonRef } from '@open122/contracts';
import { PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { Pool } from 'undici';

import { checkout } from '../messaging/toy-world';
import { thePlatform } from '../platform';
import { until } from '../story/until';

jest.setTimeout(90_000);

const platform = thePlatform();
/** No more than it has connections to its database: nobody waits for one. */
const CLIENTS = 8;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A second process of the licence service, beside the one of the platform. */
async function startSecond(port: number): Promise<ChildProcess> {
  const program = join(checkout, 'apps', 'licence', 'dist', 'src', 'bundle.js');
  const env = { ...process.env, ...platform.settings, LICENCE_PORT: String(port), LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [program], { env, stdio: 'ignore' });
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  await until('the second licence process', isReady, Boolean, 40);
  return child;
}

const principal = (): string =>
  signPrincipal(
    { kind: 'person', person: 'p'.repeat(43) as PersonRef, account: 'a', level: 'window' },
    {
      issuer: 'gateway',
      audience: 'licence',
      key: platform.settings.LICENCE_PRINCIPAL_KEY ?? '',
      wallNow: instantOf(Date.now()),
    },
  );

/** Asks again and again over kept-alive connections until the port is closed; counts answers, lists what went wrong. */
async function load(origin: string, seen: { answers: number; failures: string[] }): Promise<void> {
  const pool = new Pool(origin, { connections: 1, pipelining: 1 });
  for (;;) {
    try {
      const headers = { [PRINCIPAL_HEADER]: principal() };
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/v1/me/licences', headers });
      await body.dump();
      if (statusCode === 200) seen.answers += 1;
      else seen.failures.push(`status ${statusCode}`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Nobody listens any more: the request was never taken in.
      if (code === 'ECONNREFUSED') break;
      seen.failures.push(code ?? message);
      break;
    }
  }
  await pool.close();
}

test('SIGTERM under load: every request that was let in is answered, the process ends by itself, the province goes on', async () => {
  const port = await freePort();
  const second = await startSecond(port);
  const seen = { answers: 0, failures: [] as string[] };
  const clients = Array.from({ length: CLIENTS }, () => load(`http://127.0.0.1:${port}`, seen));
  await pause(2_000);
  // a service that has just started on a busy machine may have asked for patience while its connections were made
  seen.failures.length = 0;
  const ended = once(second, 'exit');
  second.kill('SIGTERM');
  await Promise.all(clients);
  expect(seen.failures).toEqual([]);
  expect(seen.answers).toBeGreaterThan(CLIENTS);
  expect(await ended).toEqual([0, null]);
  expect((await fetch(`${platform.services.licence}/health/ready`)).status).toBe(200);
});
