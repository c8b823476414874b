import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

import { citizen, type TestGateway, testGateway } from '../testing/gateway';
import { raw } from '../testing/line';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ GATEWAY_LIMIT_STREAMS: '3' });
});
afterAll(async () => gateway.close());
beforeEach(() => {
  gateway.far.arrived.length = 0;
  gateway.far.answering = (_, response) => response.end('{}');
});

const ask = async (path: string) =>
  raw(gateway.app.url, path, { headers: { authorization: `Bearer ${await gateway.token(citizen)}` } });

describe('a body', () => {
  it('is waited for before its service is asked, however slowly it comes', async () => {
    let asked = 0;
    const { early } = gateway.far;
    gateway.far.early = (request, response) => {
      asked += 1;
      return early?.(request, response) ?? false;
    };
    const socket = connect(Number(new URL(gateway.app.url).port), '127.0.0.1');
    const answered = text(socket);
    socket.write('POST /v1/sms-codes HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\nconnection: close\r\n\r\n{');
    await pause(200);
    expect(asked).toBe(0);
    socket.write('  }');
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
    expect([asked, gateway.far.arrived[0]?.body]).toEqual([1, '{  }']);
    gateway.far.early = early;
  });

  it('that breaks off leaves nothing behind, an upload neither', async () => {
    for (const path of ['/v1/sms-codes', '/v1/ops/imports/licences']) {
      const socket = connect(Number(new URL(gateway.app.url).port), '127.0.0.1');
      socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 400\r\n\r\nabc`);
      await pause(100);
      socket.destroy();
    }
    await pause(100);
    expect(gateway.far.arrived).toHaveLength(0);
    expect((await ask('/v1/me')).status).toBe(200);
  });
});

it('a body whose type is none at all is refused as a problem, on its way and at the gateway’s own routes', async () => {
  for (const path of ['/v1/sms-codes', '/v1/sandbox/clock']) {
    const headers = { 'content-type': ';', 'content-length': '2' };
    const answer = await raw(gateway.app.url, path, { method: 'POST', headers, body: '{}' });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect([answer.status, answer.body.code]).toEqual([415, 'request.unsupported-media-type']);
  }
  expect(gateway.far.arrived).toHaveLength(0);
});

describe('streams of events', () => {
  it('are few for each account, and one that ends makes room', async () => {
    gateway.far.answering = (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    const open = async (sub: string, leaving = new AbortController()) => {
      const authorization = `Bearer ${await gateway.token({ ...citizen, sub })}`;
      const headers = { accept: 'text/event-stream', authorization };
      const url = `${gateway.app.url}/v1/applications/HEL202601050000001/timeline`;
      const { status } = await fetch(url, { headers, signal: leaving.signal });
      return { status, leave: () => leaving.abort() };
    };
    const held = [await open('s1'), await open('s1'), await open('s1')];
    expect(held.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await open('s1')).status).toBe(429);
    const other = await open('s2');
    expect(other.status).toBe(200);
    held[0]?.leave();
    let again = await open('s1');
    for (let tried = 0; again.status === 429 && tried < 50; tried += 1) {
      await pause(20);
      again = await open('s1');
    }
    expect(again.status).toBe(200);
    for (const { leave } of [...held, other, again]) leave();
  });
});

describe('the metrics', () => {
  it('are for neighbours, not for those whom a proxy speaks for', async () => {
    const metrics = (headers: Record<string, string>) => gateway.app.request('GET', '/metrics', { headers });
    expect((await metrics({})).status).toBe(200);
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) {
      const { status, body } = await metrics({ [name]: '127.0.0.1' });
      expect([status, body.code]).toEqual([404, 'request.unknown-route']);
    }
  });

  it('are for nobody else than the settings say', async () => {
    const strict = await testGateway({ GATEWAY_METRICS_FROM: '10.0.0.0/8,fd00::/8' });
    expect((await strict.app.request('GET', '/metrics')).status).toBe(404);
    expect((await strict.app.request('GET', '/health/live')).status).toBe(200);
    await strict.close();
  });
});

describe('an answer', () => {
  it('lets no browser guess a type or keep what is one person’s, unless the service says so', async () => {
    const answer = await ask('/v1/me');
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    });
    gateway.far.answering = (_, response) =>
      response.writeHead(200, { 'cache-control': 'max-age=9' }).end('{}');
    expect((await ask('/v1/windows')).headers['cache-control']).toBe('max-age=9');
  });
});
