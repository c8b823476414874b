import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';

import { asAdministrator, asPerson, asService, type TestApp } from '@open122/testkit';

import { aCitizen, aClerk, IdentityApp, PASSWORD } from '../testing/identity-app';

let identity: IdentityApp;
let person: string;
const citizen = aCitizen(77, { name: '欧阳试验', mobile: '13512345678' });
const address = { area: '130102', detail: '槐安路七十七号', recipient: '收件欧阳', mobile: '13587654321' };
const logged: string[] = [];
const log = new Writable({
  write(chunk, _encoding, done) {
    logged.push(String(chunk));
    done();
  },
});

/** Everything a person's data goes through once. */
beforeAll(async () => {
  identity = await IdentityApp.start({ LOG_LEVEL: 'debug' }, log);
  const { principal } = await identity.signedIn(citizen);
  person = (principal as { person: string }).person;
  await identity.post('/v1/me/addresses', principal, address);
  await identity.post('/v1/step-ups', principal, { purpose: 'apply:D1', bodyDigest: 'x'.repeat(43) });
  const { document, name, mobile } = citizen;
  const entry = { source: 'licence:130100000077', document, name, mobile };
  const licence = asService('licence', 'intern');
  await identity.post('/internal/directory/persons', licence, { entries: [entry] });
  await identity.post('/internal/directory/resolve', licence, {
    persons: [person],
    purpose: 'label',
    actor: 'staff:7',
  });
  const staff = { username: 'ou.yang', name, role: 'clerk', window: 'changan', document };
  await identity.post('/v1/ops/staff', asAdministrator(), staff);
  await identity.post('/v1/sessions', undefined, { mobile, password: 'wrong wrong wrong' });
  await identity.smsIdle();
});
afterAll(() => identity.close());

/** Texts in clear or as the usual encodings of their bytes. */
const needles = (): string[] =>
  [
    citizen.document.number,
    citizen.name,
    citizen.mobile,
    address.detail,
    address.recipient,
    address.mobile,
    PASSWORD,
  ].flatMap((text) => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ]);

async function dump(app: TestApp): Promise<string> {
  const tables = await app.database.run<{ name: string }>(
    'test.tables',
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(15);
  const rows = await Promise.all(
    tables.map(({ name }) =>
      app.database.run(`test.dump-${name}`, `select ${name}::text as row from ${name}`),
    ),
  );
  return JSON.stringify(rows);
}

it('at rest nothing tells a person: no number, name, mobile, address or password in any table', async () => {
  const everything = await dump(identity.app);
  expect(everything).toContain(person);
  for (const needle of needles()) expect(everything).not.toContain(needle);
});

it('a planted leak is found', async () => {
  const { database } = identity.app;
  const row = [person, citizen.document.number, identity.clock.now()];
  await database.run(
    'test.plant',
    `insert into party values ($1 || 'x', 'person', $2::text::bytea, 'k', $3)`,
    row,
  );
  const everything = await dump(identity.app);
  expect(needles().some((needle) => everything.includes(needle))).toBe(true);
  await database.run('test.unplant', `delete from party where key_id = 'k'`);
});

it('the log at debug level tells no person, code or token', () => {
  const everything = logged.join('');
  expect(everything).toContain('"request"');
  for (const needle of needles()) expect(everything).not.toContain(needle);
  expect(everything).not.toMatch(/验证码|eyJ[A-Za-z0-9_-]{10}/);
});

it('a person can have all that is held about him, and who read it', async () => {
  const { status, body } = await identity.get(
    `/internal/persons/${person}/export`,
    asService('gateway', 'export'),
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    person,
    document: citizen.document,
    account: { level: 'window', mobile: citizen.mobile },
    addresses: [address],
  });
  const sources = (body.records as unknown as { source: string }[])
    .map(({ source }) => source.split(':')[0])
    .sort();
  expect(sources).toEqual(['licence', 'staff', 'window']);
  expect(body.reads).toContainEqual(
    expect.objectContaining({ actor: 'staff:7', action: 'person.resolve', purpose: 'label' }),
  );
});

it('of a stranger nothing is held, and nobody but the gateway asks', async () => {
  const of = (ref: string, as: Parameters<IdentityApp['get']>[1]) =>
    identity.get(`/internal/persons/${ref}/export`, as);
  expect((await of('x'.repeat(43), asService('gateway', 'export'))).status).toBe(404);
  for (const as of [asPerson(), asAdministrator(), aClerk(), asService('licence', 'export')]) {
    expect((await of(person, as)).status).toBe(403);
  }
});

it('SMS are read by the administrator alone', async () => {
  const read = (as?: Parameters<IdentityApp['get']>[1]) =>
    identity.get(`/v1/sandbox/sms?mobile=${citizen.mobile}`, as);
  const { body } = await read(asAdministrator());
  expect((body.items as unknown as object[]).length).toBeGreaterThan(0);
  for (const as of [asPerson(), aClerk(), asService('licence', 'x')])
    expect((await read(as)).status).toBe(403);
  expect((await read()).status).toBe(401);
  expect((await identity.get('/v1/sandbox/sms?mobile=123', asAdministrator())).status).toBe(422);
});

it('every operation is described, with schemas, in the document', async () => {
  const { body } = await identity.get('/internal/openapi.json');
  const paths = body.paths as unknown as Record<
    string,
    Record<string, { summary: string; responses: object }>
  >;
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  expect(operations.length).toBeGreaterThan(30);
  for (const { summary, responses } of operations) {
    expect(summary).toMatch(/[\u4e00-\u9fff]/);
    expect(Object.keys(responses).some((status) => /^20\d$/.test(status))).toBe(true);
  }
});

it('an unknown field, a body that is no JSON and a foreign content type are problems, never a 500', async () => {
  const send = (body: unknown, headers = {}) =>
    identity.app.request('POST', '/v1/sms-codes', {
      body,
      headers: { 'idempotency-key': randomUUID(), ...headers },
    });
  expect((await send({ mobile: citizen.mobile, purpose: 'sign-in', colour: 'red' })).body.code).toBe(
    'request.invalid',
  );
  expect((await send('{')).body.code).toBe('request.malformed');
  expect((await send('x', { 'content-type': 'text/plain' })).body.code).toBe(
    'request.unsupported-media-type',
  );
  expect((await send({ mobile: { $gt: '' }, purpose: [] })).body.code).toBe('request.invalid');
});
