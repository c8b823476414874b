import { randomBytes, randomUUID } from 'node:crypto';

import { addMinutes, type PersonRef } from '@open122/contracts';
import { type Database, startService } from '@open122/service';
import { type TestApp, testApp, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { digestOf, httpTables, type PersonPrincipal, type Principal, signPrincipal } from '..';
import { forgetful, toys, toyTable } from './toys';

const citizen: PersonPrincipal = {
  kind: 'person',
  person: 'p'.repeat(43) as PersonRef,
  account: 'a1',
  level: 'online',
};
const car = { name: 'car', wheels: 4 };

let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  database = await testMigrations([httpTables, toyTable]);
  app = await testApp(toys, { database });
});
afterAll(async () => {
  await app.close();
  await database.close();
});
afterEach(async () => {
  await database.database.source.query('truncate toy, idempotency, step_up_spent');
});

const names = async (from: Database = database.database) =>
  (await from.run<{ name: string }>('names', 'select name from toy order by id')).map(({ name }) => name);
const make = (key: string, body: unknown = car, as: Principal = citizen, path = '/v1/toys') =>
  app.request('POST', path, { as, body, headers: { 'idempotency-key': key } });

describe('a bad request', () => {
  const cases: [title: string, init: RequestInit & { path?: string }, status: number, code: string][] = [
    ['malformed JSON', json('{"name":'), 400, 'request.malformed'],
    ['an empty JSON body', json(''), 400, 'request.malformed'],
    ['a poisoned prototype', json('{"__proto__":{"admin":true}}'), 400, 'request.malformed'],
    [
      'a body that is no UTF-8',
      {
        ...json(''),
        body: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      },
      400,
      'request.malformed',
    ],
    ['a name that is no text', json('{"name":"car","\\ud800":1}'), 422, 'request.invalid'],
    ['a JSON text', json('"car"'), 422, 'request.invalid'],
    ['a JSON list', json('[]'), 422, 'request.invalid'],
    [
      'JSON nested deeper than any stack',
      json(`{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      422,
      'request.invalid',
    ],
    ['an unknown field', json(JSON.stringify({ ...car, admin: true })), 422, 'request.invalid'],
    [
      'a body of 2 MB',
      json(JSON.stringify({ ...car, name: 'x'.repeat(2_000_000) })),
      413,
      'request.too-large',
    ],
    [
      'a form',
      { body: 'name=car', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'request.unsupported-media-type',
    ],
    [
      'a plain text',
      { body: 'car', headers: { 'content-type': 'text/plain' } },
      415,
      'request.unsupported-media-type',
    ],
    [
      'a type that is none',
      { body: '{}', headers: { 'content-type': ';' } },
      415,
      'request.unsupported-media-type',
    ],
    [
      'XML',
      { body: '<car/>', headers: { 'content-type': 'application/xml' } },
      415,
      'request.unsupported-media-type',
    ],
    ['an unknown route', { ...json('{}'), path: '/v1/nothing' }, 404, 'request.unknown-route'],
    ['an unknown method', { ...json('{}'), method: 'PUT' }, 404, 'request.unknown-route'],
    ['a broken encoding', { ...json('{}'), path: '/v1/%zz' }, 400, 'request.bad-target'],
  ];
  function json(body: string): RequestInit {
    return { body, headers: { 'content-type': 'application/json' } };
  }

  it.each(cases)(
    '%s is answered with a problem in both languages and changes nothing',
    async (_, init, status, code) => {
      const { path = '/v1/toys', ...rest } = init;
      const headers = { ...rest.headers, 'idempotency-key': randomUUID(), 'x-principal': signed() };
      const details = new Set<string>();
      for (const language of ['zh-CN', 'en']) {
        const answer = await fetch(app.url + path, {
          method: 'POST',
          ...rest,
          headers: { ...headers, 'accept-language': language },
        });
        const problem = (await answer.json()) as Record<string, string>;
        expect([answer.status, problem.code]).toEqual([status, code]);
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(answer.headers.get('content-language')).toBe(language);
        expect(problem).toMatchObject({ status, instance: path, type: `urn:open122:problem:${code}` });
        expect(problem.traceId).toMatch(/^[0-9a-f]{32}$/);
        details.add(problem.detail as string);
      }
      expect(details.size).toBe(2);
      expect(await names()).toEqual([]);
    },
  );

  const signed = () =>
    signPrincipal(citizen, { issuer: 'gateway', audience: 'licence', key: KEY, wallNow: app.clock.wall() });
  const KEY = Buffer.alloc(32, 7);

  it('lists every wrong field at once', async () => {
    const { status, body } = await make(randomUUID(), { wheels: 'four', admin: true });
    expect(status).toBe(422);
    const errors = body.errors as unknown as { pointer: string; code: string }[];
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '#/admin field.unknown',
      '#/name field.required',
      '#/wheels field.type',
    ]);
  });

  it('of a query names the parameter', async () => {
    const { body } = await app.request('GET', '/v1/toys?limit=0&page=2');
    const errors = body.errors as unknown as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual(['?page', '?limit']);
  });
});

describe('an error of ours', () => {
  it('is answered without a stack trace or its message', async () => {
    const { status, body } = await app.request('GET', '/v1/toys/broken');
    expect([status, body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toMatch(/secret|\bat \w|\.ts/);
  });

  it.each([
    ['23505', 409, 'conflict', null],
    ['57P01', 503, 'unavailable', '2'],
    ['08006', 503, 'unavailable', '2'],
    ['22021', 422, 'request.invalid', null],
    ['42601', 500, 'internal', null],
  ])('of the database with SQLSTATE %s is %i %s', async (state, status, code, retryAfter) => {
    const answer = await app.request('GET', `/v1/toys/sql/${state}`);
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
      status,
      code,
      retryAfter,
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});

describe('a principal', () => {
  const ask = (principal: Principal | undefined, path = '/v1/toys/mine') =>
    app.request('GET', path, principal === undefined ? {} : { as: principal });
  const withHeader = (header: string) =>
    app.request('GET', '/v1/toys/mine', { headers: { 'x-principal': header } });

  it('reaches the handler as it was signed', async () => {
    expect((await ask(citizen)).body).toEqual(citizen);
  });

  it('is missing: 401; not named by the policy: 403; of too low a level: 403', async () => {
    const outcome = async (principal: Principal | undefined, path?: string) => {
      const { status, body } = await ask(principal, path);
      return [status, body.code];
    };
    expect(await outcome(undefined)).toEqual([401, 'principal.missing']);
    expect(await outcome({ kind: 'courier', courier: 'sandbox' })).toEqual([403, 'principal.not-allowed']);
    expect(await outcome({ kind: 'staff', staff: 's', role: 'clerk' })).toEqual([
      403,
      'principal.not-allowed',
    ]);
    expect(await outcome(citizen, '/v1/toys/precious')).toEqual([403, 'principal.level-too-low']);
    expect((await outcome({ ...citizen, level: 'window' }, '/v1/toys/precious'))[0]).toBe(200);
  });

  it('forged, expired or made for another service is refused, on open routes too', async () => {
    const signing = {
      issuer: 'gateway',
      audience: 'licence',
      key: Buffer.alloc(32, 7),
      wallNow: app.clock.wall(),
    } as const;
    const forged = [
      signPrincipal(citizen, { ...signing, key: randomBytes(32) }),
      signPrincipal(citizen, { ...signing, audience: 'vehicle' }),
      signPrincipal(citizen, { ...signing, issuer: 'vehicle' }),
      signPrincipal(citizen, { ...signing, wallNow: addMinutes(signing.wallNow, -1) }),
      'nonsense',
      `${Buffer.from(JSON.stringify({ principal: citizen })).toString('base64url')}.`,
    ];
    for (const header of forged) {
      const { status, body } = await withHeader(header);
      expect([status, body.code]).toEqual([401, 'principal.invalid']);
    }
    const open = await app.request('GET', '/v1/toys', { headers: { 'x-principal': forged[0] as string } });
    expect(open.status).toBe(401);
  });
});

describe('the digest of a body', () => {
  it('is that of the bytes as they came', async () => {
    for (const body of ['{"a":1}', '{ "a" : 1.0 }', '{"a":"\\u51c0"}']) {
      expect((await app.request('POST', '/v1/toys/digest', { body })).body.digest).toBe(digestOf(body));
    }
    expect((await app.request('POST', '/v1/toys/digest')).body.digest).toBe(digestOf(''));
  });
});

describe('an operation without a policy', () => {
  it('keeps the service from starting, and every one is named', async () => {
    const start = startService(forgetful, testSettings('licence', database.url), { transport: false });
    await expect(start).rejects.toThrow(
      'operations without a policy (@Allow): ForgottenController.a, ForgottenController.c',
    );
  });
});

describe('the OpenAPI document', () => {
  it('is 3.1, names operations in both languages, their policies and the problem schema', async () => {
    const { body } = await app.request('GET', '/internal/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const list = (body.paths as never as Record<string, Record<string, unknown>>)['/v1/toys']?.get;
    expect(list).toMatchObject({ summary: '列出玩具', 'x-summary-en': 'Lists toys', 'x-allow': ['anyone'] });
    expect(Object.keys(body.paths as never)).not.toContain('/internal/openapi.json');
    expect(Object.keys((body.components as never as { schemas: object }).schemas)).toContain('ProblemView');
  });
});
