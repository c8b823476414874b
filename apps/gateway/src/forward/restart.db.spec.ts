import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { citizen, type TestGateway, testGateway } from '../testing/gateway';
import { raw } from '../testing/line';

/** Longer than the tests' restarts, shorter than their absence. */
const RESTART = 1_000;

/** A service that comes and goes on one port. */
class Restarting {
  readonly arrived: string[] = [];
  /** Breaks off so many requests once they have arrived. */
  cuts = 0;
  #server: Server | undefined;
  port = 0;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.arrived.push(`${request.method} ${request.url}`);
      if (this.cuts > 0) {
        this.cuts -= 1;
        response.destroy();
      } else response.end('{}');
    });
    await new Promise<void>((done) => this.#server?.listen(this.port, '127.0.0.1', done));
    this.port = (this.#server.address() as AddressInfo).port;
  }
  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
  }
}

const licence = new Restarting();
let gateway: TestGateway;
beforeAll(async () => {
  await licence.start();
  gateway = await testGateway({
    GATEWAY_LICENCE_URL: `http://127.0.0.1:${licence.port}`,
    GATEWAY_RESTART: String(RESTART),
  });
});
beforeEach(() => {
  licence.arrived.length = 0;
});
afterAll(async () => {
  await gateway.close();
  await licence.stop();
});

const ask = async (method: string, more: Record<string, string> = {}) =>
  raw(gateway.app.url, '/v1/me/licences', {
    method,
    ...(method === 'POST' && { body: '{}' }),
    headers: {
      authorization: `Bearer ${await gateway.token(citizen)}`,
      ...(method === 'POST' && { 'content-type': 'application/json', 'content-length': '2' }),
      ...more,
    },
  });

it.each(['GET', 'POST'])('a service that restarts is waited for: %s reaches it once', async (method) => {
  await licence.stop();
  const answer = ask(method);
  await pause(RESTART / 3);
  await licence.start();
  expect((await answer).status).toBe(200);
  expect(licence.arrived).toEqual([`${method} /v1/me/licences`]);
});

it('a service that stays away is not waited for any longer, until it is back', async () => {
  await licence.stop();
  const began = performance.now();
  expect((await ask('GET')).status).toBe(503);
  expect(performance.now() - began).toBeGreaterThan(RESTART * 0.9);
  const then = performance.now();
  expect((await ask('POST')).status).toBe(503);
  expect(performance.now() - then).toBeLessThan(RESTART / 2);
  await licence.start();
  expect((await ask('GET')).status).toBe(200);
  await licence.stop();
  const again = ask('GET');
  await pause(RESTART / 3);
  await licence.start();
  expect((await again).status).toBe(200);
});

it('one that was back while nobody asked is waited for at its next restart', async () => {
  await licence.stop();
  expect((await ask('GET')).status).toBe(503);
  await licence.start();
  await pause(RESTART * 1.1);
  await licence.stop();
  const answer = ask('GET');
  await pause(RESTART / 3);
  await licence.start();
  expect((await answer).status).toBe(200);
});

it('a command that broke off is asked again under its idempotency key alone, a few times', async () => {
  licence.cuts = 1;
  expect((await ask('POST')).status).toBe(503);
  expect(licence.arrived).toHaveLength(1);
  licence.cuts = 1;
  expect((await ask('POST', { 'idempotency-key': 'k1' })).status).toBe(200);
  expect(licence.arrived).toHaveLength(3);
  licence.cuts = 5;
  expect((await ask('POST', { 'idempotency-key': 'k2' })).status).toBe(503);
  expect(licence.arrived).toHaveLength(8);
});
