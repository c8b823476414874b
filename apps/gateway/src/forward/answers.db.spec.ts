import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { citizen, type TestGateway, testGateway } from '../testing/gateway';
import { raw } from '../testing/line';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(async () => gateway.close());
beforeEach(() => {
  gateway.far.answering = (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{}');
});

const ELSEWHERE = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
const ask = async (path: string, method = 'GET', more: Record<string, string> = {}) => {
  const headers = { ...more, authorization: `Bearer ${await gateway.token(citizen)}` };
  return raw(gateway.app.url, path, { method, headers });
};
/** One of each kind: a service's, our own, a file, a refusal, no route, the probes. */
const PATHS = [
  ...['/v1/me', '/v1/services', '/v1/sandbox/clock', '/v1/nothing', '/nothing'],
  ...['/openapi.json', '/docs', '/docs/start.js', '/docs/assets/swagger-ui.css', '/internal/jwks'],
  ...['/health/live', '/health/ready', '/metrics'],
];

function expectGuarded(headers: IncomingHttpHeaders, loads: "'self'" | "'none'"): void {
  expect(headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  });
  const policy = String(headers['content-security-policy']).split('; ');
  expect(policy).toEqual(
    expect.arrayContaining([`default-src ${loads}`, "base-uri 'none'", "frame-ancestors 'none'"]),
  );
  // what is not named falls under default-src
  expect(policy.find((each) => each.startsWith('object-src')) ?? policy[0]).toMatch(
    /^(object|default)-src 'none'$/,
  );
}

describe.each(PATHS)('the answer to %s', (path) => {
  it('sets no cookie, leads nowhere else and is for no page of another origin', async () => {
    const { status, headers } = await ask(path, 'GET', { ...ELSEWHERE, cookie: '__Host-session=x' });
    const named = Object.keys(headers);
    expect(named.filter((name) => /^(set-cookie|location|refresh|access-control-.*)$/.test(name))).toEqual(
      [],
    );
    expect(Math.floor(status / 100)).not.toBe(3);
    expect(named.filter((name) => /^(server|x-powered-by)$/.test(name))).toEqual([]);
  });

  it('says what it is, and in which characters', async () => {
    const { headers } = await ask(path);
    expect(headers['content-type']).toMatch(/^[a-z]+\/[a-z+-]+;.*charset=utf-8$/i);
  });

  it('comes over TLS alone, as what it says, in no frame, and loads nothing', async () => {
    const { headers } = await ask(path);
    expectGuarded(headers, path === '/docs' ? "'self'" : "'none'");
  });
});

describe('what is answered before anybody looks at its route', () => {
  it.each([
    ['an address that cannot be decoded', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['the same under /v1', 'GET /v1/%e4 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['no host', 'GET /v1/me HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    ['an absolute address', 'GET http://x/v1/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['bytes that are no HTTP', 'FOO BAR\r\n\r\n', 400],
    ['headers without end', `GET /v1/me HTTP/1.1\r\nhost: x\r\nx-long: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s: comes guarded like everything else', async (_, bytes, status) => {
    const socket = connect(Number(new URL(gateway.app.url).port), '127.0.0.1');
    socket.write(bytes);
    const [first = '', ...lines] = ((await text(socket)).split('\r\n\r\n')[0] ?? '').split('\r\n');
    expect(first).toContain(`HTTP/1.1 ${status} `);
    const named = lines
      .map((line) => line.split(/: (.*)/))
      .map(([name = '', value]) => [name.toLowerCase(), value]);
    expectGuarded(Object.fromEntries(named) as IncomingHttpHeaders, "'none'");
  });
});

describe('a cookie', () => {
  it('is nobody’s credential: what a browser sends by itself opens nothing', async () => {
    gateway.far.arrived.length = 0;
    const headers = { ...ELSEWHERE, cookie: `session=${await gateway.token(citizen)}` };
    await raw(gateway.app.url, '/v1/windows', { headers });
    const [arrived] = gateway.far.arrived;
    expect(arrived?.headers.cookie).toBeUndefined();
    const [payload = ''] = String(arrived?.headers['x-principal']).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      principal: { kind: 'anonymous' },
    });
    expect((await raw(gateway.app.url, '/v1/me/export', { headers })).status).toBe(401);
  });
});

describe('a method', () => {
  it.each(['TRACE', 'OPTIONS', 'PROPFIND'])('%s is none of ours, and nothing is echoed', async (method) => {
    const socket = connect(Number(new URL(gateway.app.url).port), '127.0.0.1');
    const answered = text(socket);
    socket.write(
      `${method} /v1/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-secret: echo\r\norigin: https://elsewhere.example\r\naccess-control-request-method: POST\r\n\r\n`,
    );
    const answer = await answered;
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toMatch(/echo|access-control-allow/i);
    expect(gateway.far.arrived.filter((arrived) => arrived.method === method)).toEqual([]);
  });
});

describe('bytes that two readers could take for different requests', () => {
  const post = (headers: string, body: string) =>
    `POST /v1/sms-codes HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n\r\n${body}`;
  it.each([
    ['a length and chunks', post('content-length: 6\r\ntransfer-encoding: chunked', '0\r\n\r\nG')],
    ['two lengths', post('content-length: 1\r\ncontent-length: 2', '{}')],
    ['a coding of their own', post('transfer-encoding: xchunked', '0\r\n\r\n')],
    ['a header folded over two lines', post('x-a: 1\r\n b\r\ncontent-length : 2', '{}')],
  ])('%s reach no service', async (_, bytes) => {
    gateway.far.arrived.length = 0;
    const socket = connect(Number(new URL(gateway.app.url).port), '127.0.0.1');
    const answered = text(socket);
    socket.write(bytes);
    expect(await answered).toMatch(/^HTTP\/1\.1 400 /);
    expect(gateway.far.arrived).toEqual([]);
  });
});

describe('a parameter', () => {
  it('that comes twice is refused, not chosen from', async () => {
    const authorization = `Bearer ${await gateway.token({ kind: 'staff', role: 'administrator', sub: 'x' })}`;
    const { status, body } = await raw(gateway.app.url, '/v1/sandbox/events?limit=1&limit=2', {
      headers: { authorization },
    });
    expect([status, body.code]).toEqual([422, 'request.invalid']);
  });
});
