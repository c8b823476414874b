import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { instant, type PersonRef } from '@open122/contracts';
import { SystemClock } from '@open122/service';

import { PRINCIPAL_HEADER, verifyPrincipal } from '../principal/sign-principal';
import { DirectoryClient } from './directory-client';

const key = Buffer.alloc(32, 5);
const ref = 'p'.repeat(43) as PersonRef;
const reading = { purpose: 'label', actor: 'staff:s1' };

/** Whatever listens under an address: these tests are about the line to it. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: IncomingMessage[];
let server: Server;
let client: DirectoryClient;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  client = new DirectoryClient(
    { service: 'licence', url: `http://127.0.0.1:${port}`, key },
    new SystemClock(),
  );
});
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const json = (status: number, body: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('a question to the directory', () => {
  it('says who asks and why, sealed for identity', async () => {
    answer = json(200, { persons: [] });
    await client.resolve([ref], reading);
    const header = String(asked[0]?.headers[PRINCIPAL_HEADER]);
    const checking = {
      audience: 'identity',
      issuers: { licence: key },
      wallNow: instant('2000-01-01T00:00:00Z'),
    } as const;
    expect(verifyPrincipal(header, checking).principal).toEqual({
      kind: 'service',
      service: 'licence',
      purpose: 'label',
    });
    expect(asked[0]?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-/);
  });

  it('is asked again when the connection breaks or identity is not well, three times in all', async () => {
    answer = (_, response) => {
      if (asked.length === 1) response.destroy();
      else if (asked.length === 2) json(503, {})(_, response);
      else json(200, { person: ref })(_, response);
    };
    await expect(client.refOf({ type: 'passport', number: 'X1' })).resolves.toBe(ref);
    expect(asked).toHaveLength(3);
  });

  it('ends as `unavailable` when identity stays away, and at once while the breaker is open', async () => {
    answer = json(500, {});
    const unavailable = { code: 'unavailable', status: 503, retryAfterSeconds: 2 };
    await expect(client.resolve([ref], reading)).rejects.toMatchObject(unavailable);
    await expect(client.resolve([ref], reading)).rejects.toMatchObject(unavailable);
    const before = asked.length;
    await expect(client.resolve([ref], reading)).rejects.toMatchObject(unavailable);
    expect(asked).toHaveLength(before);
    expect(before).toBe(5);
  });

  it('takes a refusal for an answer: never repeated, and the breaker stays closed', async () => {
    answer = json(422, {});
    for (let time = 0; time < 6; time += 1) {
      await expect(client.refOf({ type: 'passport', number: '' })).rejects.toMatchObject({
        code: 'request.invalid',
      });
    }
    expect(asked).toHaveLength(6);
  });

  it('about an unknown address is answered with null', async () => {
    answer = json(404, {});
    await expect(client.address('a/b', reading)).resolves.toBeNull();
    expect(asked[0]?.url).toBe('/internal/directory/addresses/a%2Fb?purpose=label&actor=staff%3As1');
  });
});
