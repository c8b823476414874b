import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type TestCertificate, testCertificate } from '@open122/testkit';

import { citizen, type TestGateway, testGateway } from '../testing/gateway';

const folder = mkdtempSync(join(tmpdir(), 'open122-tls-'));
const servers: Server[] = [];
/** A service that speaks TLS. */
async function serviceWith({ cert, key }: TestCertificate): Promise<string> {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_asked, answer) => {
    answer.setHeader('content-type', 'application/json').end('{"items":[]}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

let gateway: TestGateway;
beforeAll(async () => {
  const [known, stranger] = [await testCertificate(folder), await testCertificate(folder, 'stranger')];
  gateway = await testGateway({
    TLS_CA: known.ca,
    GATEWAY_LICENCE_URL: await serviceWith(known),
    GATEWAY_VEHICLE_URL: await serviceWith(stranger),
  });
});
afterAll(async () => {
  await gateway?.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

const ask = async (path: string) =>
  gateway.app.request('GET', path, {
    headers: { authorization: `Bearer ${await gateway.token(citizen)}` },
  });

it('a service whose certificate the authority of the province vouches for is asked over TLS', async () => {
  expect(await ask('/v1/me/licences')).toMatchObject({ status: 200, body: { items: [] } });
});

it('one with another certificate is not: nothing is sent to it', async () => {
  const answer = await ask('/v1/me/vehicles');
  expect(answer.status).toBe(503);
  expect(answer.body.code).toBe('unavailable');
});
