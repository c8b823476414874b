import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { signPrincipal } from '@open122/http';

import { raw } from '../testing/line';
import { administrator, citizen, LINE_KEY, type TestGateway, testGateway } from '../testing/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ GATEWAY_PATIENCE: '700' });
});
afterAll(async () => gateway.close());
beforeEach(() => {
  gateway.far.arrived.length = 0;
  gateway.far.answering = (_, response) => response.end('{}');
});

const ask = async (
  path: string,
  options: Parameters<typeof raw>[2] = {},
  claims: object | null = citizen,
) => {
  const authorization: Record<string, string> =
    claims === null ? {} : { authorization: `Bearer ${await gateway.token({ ...claims })}` };
  return raw(gateway.app.url, path, { ...options, headers: { ...authorization, ...options.headers } });
};
const principalOf = (header: unknown) =>
  (
    JSON.parse(Buffer.from(String(header).split('.')[0] ?? '', 'base64url').toString()) as {
      principal: unknown;
    }
  ).principal;

describe('a request to a service', () => {
  it('arrives with the principal of its session, its trace, and nothing that the client made up', async () => {
    const forged = signPrincipal(
      { kind: 'staff', staff: 'me', role: 'administrator' },
      {
        issuer: 'gateway',
        audience: 'licence',
        key: LINE_KEY,
        wallNow: gateway.clock.wall(),
      },
    );
    await ask('/v1/me/licences?limit=5', {
      headers: {
        'x-principal': forged,
        'x-forwarded-for': '9.9.9.9',
        'x-correlation-id': 'mine-0001',
        connection: 'close, x-hop',
        'x-hop': '1',
        cookie: 'a=b',
        'accept-language': 'en',
        'idempotency-key': 'k1',
      },
    });
    const [arrived] = gateway.far.arrived;
    expect(arrived).toMatchObject({ method: 'GET', url: '/v1/me/licences?limit=5' });
    expect(principalOf(arrived?.headers['x-principal'])).toEqual({
      kind: 'person',
      account: 'a1',
      person: citizen.person,
      level: 'window',
      session: 's1',
    });
    const headers: Record<string, unknown> = arrived?.headers ?? {};
    expect(headers).toMatchObject({
      'accept-language': 'en',
      'idempotency-key': 'k1',
      'x-correlation-id': 'mine-0001',
    });
    expect(headers.traceparent).toMatch(/^00-[0-9a-f]{32}-/);
    for (const name of ['authorization', 'x-forwarded-for', 'x-hop', 'cookie'])
      expect(headers[name]).toBeUndefined();
  });

  it('carries its body as the bytes that came, and its answer comes back as it was given', async () => {
    gateway.far.answering = (_, response) =>
      response
        .writeHead(418, {
          'x-mine': '1',
          'content-type': 'application/json',
          connection: 'x-inner',
          'x-inner': '2',
        })
        .end('{"a":1}');
    const body = '{ "object" : "é" }';
    const answer = await ask('/v1/services/D1/applications', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(gateway.far.arrived[0]).toMatchObject({ method: 'POST', body });
    expect([answer.status, answer.body]).toEqual([418, { a: 1 }]);
    expect(answer.headers).toMatchObject({ 'x-mine': '1' });
    expect(answer.headers['x-inner']).toBeUndefined();
  });

  it('without a session is anonymous; with a bad token it goes nowhere', async () => {
    await ask('/v1/windows', {}, null);
    expect(principalOf(gateway.far.arrived[0]?.headers['x-principal'])).toEqual({ kind: 'anonymous' });
    for (const authorization of ['Bearer x', 'Basic x', 'Bearer ', 'x']) {
      const answer = await ask('/v1/me', { headers: { authorization } }, null);
      expect([answer.status, answer.body.code]).toEqual([401, 'session.token-invalid']);
    }
    expect(gateway.far.arrived).toHaveLength(1);
  });

  it('to sign in is anonymous, whatever stale token comes with it', async () => {
    await ask('/v1/sessions', { method: 'POST', headers: { authorization: 'Bearer stale' } }, null);
    expect(principalOf(gateway.far.arrived[0]?.headers['x-principal'])).toEqual({ kind: 'anonymous' });
  });

  it('tells identity alone the address of the client', async () => {
    for (const path of ['/v1/me', '/v1/me/licences'])
      await ask(path, { headers: { 'x-client-address': '9.9.9.9' } });
    const told = gateway.far.arrived.map(({ headers }) => headers['x-client-address']);
    expect(told).toEqual(['127.0.0.1', undefined]);
  });

  it('carries a step-up of the same account, and is refused with another', async () => {
    const stepUp = { purpose: 'apply:D1', bodyDigest: 'd'.repeat(43) };
    const good = await gateway.token(stepUp, 'step-up');
    await ask('/v1/services/D1/applications', { method: 'POST', headers: { 'step-up': good } });
    expect(principalOf(gateway.far.arrived[0]?.headers['x-principal'])).toMatchObject({ stepUp });
    for (const bad of [
      await gateway.token({ ...stepUp, sub: 'a2' }, 'step-up'),
      await gateway.token(citizen),
      'x',
    ]) {
      const answer = await ask('/v1/services/D1/applications', {
        method: 'POST',
        headers: { 'step-up': bad },
      });
      expect([answer.status, answer.body.code]).toEqual([403, 'step-up.invalid']);
    }
    expect(gateway.far.arrived).toHaveLength(1);
  });
});

describe('a path', () => {
  it.each([
    '/v1/../internal/jwks',
    '/v1/%2e%2e/internal/directory/refs',
    '/v1/me/%2e%2e%2f%2e%2e%2finternal',
    '/v1//me',
    '/v1/me%2flicences',
    '/v1/me;x=1',
    '/v1/me%3bx',
    '/v1/me/',
    '/v1/%252e%252e/internal',
    '/v1/me%00',
    '/v1/me%zz',
    '/v1/me%5c..',
  ])('with a trick in it reaches no service: %s', async (path) => {
    const answer = await ask(path, {}, administrator);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.bad-target']);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(gateway.far.arrived).toHaveLength(0);
  });

  it.each([
    '/internal/jwks',
    '/internal/quiescence',
    '/internal/openapi.json',
    '/%69nternal/openapi.json',
    '/V1/me',
    '/v1/ME',
    '//v1/me',
    '/v1/nothing',
    '/',
    '/v2/me',
  ])('that leads nowhere is unknown: %s', async (path) => {
    const answer = await ask(path, {}, administrator);
    expect([answer.status, answer.body.code]).toEqual([404, 'request.unknown-route']);
    expect(gateway.far.arrived).toHaveLength(0);
  });

  it('in another spelling arrives in the one spelling', async () => {
    await ask('/%76%31/me/licences/%61');
    expect(gateway.far.arrived[0]?.url).toBe('/v1/me/licences/a');
  });

  it('of an absolute target, as to a proxy, is refused', async () => {
    const { port } = new URL(gateway.app.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET http://licence/internal/jwks HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const chunks: string[] = [];
    for await (const chunk of socket) chunks.push(String(chunk));
    expect(chunks.join('')).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(gateway.far.arrived).toHaveLength(0);
  });
});

describe('a body', () => {
  const size = 2_000_000;
  const headers = { 'content-type': 'application/json' };

  const post = (path: string, more: Record<string, string>, claims: object) =>
    ask(path, { method: 'POST', body: Buffer.alloc(size, 'x'), headers: { ...headers, ...more } }, claims);
  const chunked = { 'transfer-encoding': 'chunked' };

  it('over 1 MiB is refused when its length is announced', async () => {
    const { status, body } = await post(
      '/v1/services/D1/applications',
      { 'content-length': String(size) },
      citizen,
    );
    expect([status, body.code]).toEqual([413, 'request.too-large']);
    expect(gateway.far.arrived).toHaveLength(0);
  });

  it('over 1 MiB is refused on its way when it is not', async () => {
    const { status, body } = await post('/v1/services/D1/applications', chunked, citizen);
    expect([status, body.code]).toEqual([413, 'request.too-large']);
    expect(gateway.far.arrived).toHaveLength(0);
  });

  it('that the service does not want to read leaves the client its answer', async () => {
    const { early } = gateway.far;
    gateway.far.early = (request, response) => {
      if (request.url !== '/v1/ops/imports/vehicles') return early?.(request, response) ?? false;
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"code":"no"}');
      return true;
    };
    const file = {
      method: 'POST',
      body: Buffer.alloc(20_000_000, 'x'),
      headers: { 'content-type': 'text/csv', ...chunked },
    };
    const { status, body } = await ask('/v1/ops/imports/vehicles', file, administrator);
    expect([status, body.code]).toEqual([403, 'no']);
    expect((await ask('/v1/me')).status).toBe(200);
  });

  it('of a registry file may be larger', async () => {
    const { status } = await post(
      '/v1/ops/imports/licences',
      { ...chunked, 'content-type': 'text/csv' },
      administrator,
    );
    expect([status, gateway.far.arrived[0]?.bytes]).toEqual([200, size]);
  });
});

describe('a service', () => {
  it('that does not answer in time is 504, and may be asked again', async () => {
    gateway.far.answering = () => undefined;
    const { status, headers, body } = await ask('/v1/me/vehicles');
    expect([status, headers['retry-after'], body.code]).toEqual([504, '2', 'timed-out']);
  });

  it('that breaks the connection is 503; a read is tried a few times more before', async () => {
    gateway.far.answering = (_, response) => response.destroy();
    const read = await ask('/v1/me/vehicles');
    expect([read.status, read.headers['retry-after'], read.body.code]).toEqual([503, '2', 'unavailable']);
    expect(gateway.far.arrived).toHaveLength(5);
    const command = await ask('/v1/services/V1/applications', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect([command.status, gateway.far.arrived.length]).toEqual([503, 6]);
  });

  it('may stream: each event comes through at once, and the service hears when the client has gone', async () => {
    let gone = false;
    gateway.far.answering = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      response.on('close', () => (gone = true));
    };
    const leaving = new AbortController();
    const authorization = `Bearer ${await gateway.token(citizen)}`;
    const answer = await fetch(`${gateway.app.url}/v1/applications/HEL202601050000001/timeline`, {
      headers: { accept: 'text/event-stream', authorization },
      signal: leaving.signal,
    });
    const first = await answer.body?.getReader().read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('data: 1\n\n');
    await pause(1_000);
    expect(gone).toBe(false);
    leaving.abort();
    for (let waited = 0; !gone && waited < 50; waited += 1) await pause(20);
    expect(gone).toBe(true);
  });
});

describe('the gateway', () => {
  it('answers its problems in the language that is asked for', async () => {
    const chinese = await ask('/v1/services/Z9/applications');
    const english = await ask('/v1/services/Z9/applications', { headers: { 'accept-language': 'en' } });
    expect([chinese.body.detail, english.body.detail]).toEqual([
      '没有此项业务。',
      'There is no such business.',
    ]);
  });
});
