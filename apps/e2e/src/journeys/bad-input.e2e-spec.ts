import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { licenceFile } from '@open122/registry';

import type { Citizen } from '../story/cast';
import { apply, type Bound, LOST_LICENCE, PICKUP } from '../story/errand';
import { advance, type World } from '../story/world';
import { aWorldWithCitizens } from './cast';
import { callback } from './courier-callback';
import { send, type Sent } from './raw-request';
import { stateOfAll } from './state-of-all';

jest.setTimeout(120_000);

let world: World;
let first: { citizen: Citizen; bound: Bound };
let second: { citizen: Citizen; bound: Bound };
let serial: string;

beforeAll(async () => {
  const made = await aWorldWithCitizens(2);
  world = made.world;
  [first, second] = made.citizens as [typeof first, typeof second];
  serial = await apply(world, first.citizen, first.bound.licenceId, 'pickup');
});

const SUBMIT = `/v1/services/${LOST_LICENCE}/applications`;
const submission = () => ({ object: second.bound.licenceId, delivery: PICKUP, declaration: true });

type Headers = Record<string, string>;
const as = async (actor: { token(): Promise<string> }): Promise<Headers> => ({
  authorization: `Bearer ${await actor.token()}`,
});
const get = async (path: string, headers: Headers | Promise<Headers> = {}): Promise<Sent> => ({
  method: 'GET',
  path,
  headers: await headers,
});
/** A creating POST of the second citizen with its own key; `body` as it goes over the wire. */
const post = async (
  path: string,
  body: string,
  more: Headers = {},
  who: World['clerk'] = actor(),
): Promise<Sent> => ({
  path,
  headers: {
    ...(await as(who)),
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    ...more,
  },
  body,
});
const actor = (): World['clerk'] => ({ name: 'the second citizen', token: () => second.citizen.token() });

/** A submission with a step-up that was confirmed for `confirmed`. SMS codes come once a minute. */
async function submitWith(who: Citizen, confirmed: unknown, later = 'PT1S'): Promise<Sent> {
  await advance(world, 'PT61S');
  const stepUp = await who.stepUp(`apply:${LOST_LICENCE}`, confirmed);
  await advance(world, later);
  return post(SUBMIT, JSON.stringify(submission()), { 'step-up': stepUp });
}

const upload = async (text: string, ofText = text): Promise<Sent> => ({
  path: '/v1/ops/imports/licences',
  headers: {
    ...(await as(world.administrator)),
    'content-type': 'text/csv',
    'content-digest': `sha-256=:${createHash('sha256').update(ofText).digest('base64')}:`,
  },
  body: Buffer.from(text),
});

const registerHimself = (): Promise<Sent> => {
  const { documentNumber, name, mobile } = world.persons.at(-1) ?? world.persons[0]!;
  const document = { type: 'resident-id', number: documentNumber };
  const body = JSON.stringify({ document, name, mobile, code: '123456', personPresent: true });
  return post('/v1/windows/registrations', body, {}, world.clerk);
};

async function alteredToken(): Promise<Headers> {
  const [header, , signature] = (await second.citizen.token()).split('.');
  const claims = { sub: 'x', kind: 'staff', role: 'administrator', exp: 9_999_999_999 };
  const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return { authorization: `Bearer ${header}.${forged}.${signature}` };
}

async function forgedCallback(): Promise<Sent> {
  const sent = await callback({});
  const forged = Object.entries(sent.headers ?? {}).map(([name, value]) => {
    const isSignature = name.toLowerCase() === 'signature';
    return [name, isSignature ? `sig=:${randomBytes(64).toString('base64')}:` : value] as const;
  });
  return { ...sent, headers: Object.fromEntries(forged) };
}

async function unsignedCallback(): Promise<Sent> {
  const sent = await callback({});
  return { ...sent, headers: { 'content-type': 'application/json' } };
}

async function withoutKey(): Promise<Sent> {
  const sent = await post(SUBMIT, JSON.stringify(submission()));
  delete sent.headers?.['idempotency-key'];
  return sent;
}

const HEADER = `${Object.keys(licenceFile.columns).join(',')}\n`;
const MINE = '/v1/me/licences';

test.each<[title: string, status: number, code: string, make: () => Promise<Sent>]>([
  ['no token', 401, 'principal.missing', () => get(MINE)],
  ['a bad token', 401, 'session.token-invalid', () => get(MINE, { authorization: 'Bearer not.a.token' })],
  ['an altered token', 401, 'session.token-invalid', () => get('/v1/ops/staff', alteredToken())],
  [
    'another’s application',
    404,
    'application.not-found',
    () => get(`/v1/applications/${serial}`, as(actor())),
  ],
  [
    'no such application',
    404,
    'application.not-found',
    () => get('/v1/applications/HEL202601010000000', as(actor())),
  ],
  ['a malformed body', 400, 'request.malformed', () => post(SUBMIT, '{"object":')],
  [
    'an unknown field',
    422,
    'request.invalid',
    () => post(SUBMIT, JSON.stringify({ ...submission(), role: 'x' })),
  ],
  ['a missing field', 422, 'request.invalid', () => post(SUBMIT, '{}')],
  [
    'a body of 2 MB',
    413,
    'request.too-large',
    () => post(SUBMIT, `{"object":"${'x'.repeat(2 * 1024 ** 2)}"}`),
  ],
  [
    'XML',
    415,
    'request.unsupported-media-type',
    () => post(SUBMIT, '<a/>', { 'content-type': 'application/xml' }),
  ],
  ['no idempotency key', 400, 'idempotency.key-missing', withoutKey],
  [
    'a citizen who accepts',
    403,
    'principal.not-allowed',
    () => post(`/v1/ops/applications/${serial}/acceptance`, '{}'),
  ],
  ['a clerk who registers himself', 403, 'registration.of-oneself', registerHimself],
  [
    'an unknown business',
    404,
    'business.unknown',
    () => post('/v1/services/Z9/applications', JSON.stringify(submission())),
  ],
  ['an unknown route', 404, 'request.unknown-route', () => get('/v1/nothing', as(actor()))],
  [
    'an internal route',
    404,
    'request.unknown-route',
    () => post('/internal/directory/refs', '{}', {}, world.administrator),
  ],
  ['no step-up', 403, 'step-up.missing', () => post(SUBMIT, JSON.stringify(submission()))],
  [
    'a step-up of another body',
    403,
    'step-up.other-body',
    () => submitWith(second.citizen, { ...submission(), declaration: false }),
  ],
  ['a step-up of another person', 403, 'step-up.invalid', () => submitWith(first.citizen, submission())],
  ['an expired step-up', 403, 'step-up.expired', () => submitWith(second.citizen, submission(), 'PT5M1S')],
  ['an unsigned callback', 401, 'courier.unsigned', unsignedCallback],
  ['a callback with another body', 401, 'courier.digest', () => callback({ body: '{"visit":2}' })],
  ['a forged callback', 401, 'courier.signature', forgedCallback],
  ['an old callback', 401, 'courier.stale', () => callback({ created: new Date(Date.now() - 120_000) })],
  ['a CSV without its header', 422, 'registry.header', () => upload('3,0,130100000001,resident-id\n')],
  ['a file that is not what its digest says', 422, 'import.digest-mismatch', () => upload(HEADER, 'another')],
])('%s is answered with %i %s in both languages, and nothing changes', async (_, status, code, make) => {
  const before = await stateOfAll();
  const en = await send(await make(), 'en');
  const zh = await send(await make(), 'zh-CN');
  for (const answer of [en, zh]) {
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.type).toMatch('application/problem+json');
    expect(answer.body.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d+|at \w+ \(/);
  }
  expect(zh.body.detail).toMatch(/\p{Script=Han}/u);
  expect(en.body.detail).not.toMatch(/\p{Script=Han}/u);
  expect(await stateOfAll()).toBe(before);
});

test('a repeated key with another body is refused, with the same body it answers the same again', async () => {
  const address = { area: '130104', detail: 'Zhongshan road 1', recipient: 'A', mobile: '13900000001' };
  const path = '/v1/me/addresses';
  const key = { 'idempotency-key': randomUUID() };
  const made = await send(await post(path, JSON.stringify(address), key), 'en');
  const again = await send(await post(path, JSON.stringify(address), key), 'en');
  expect([made.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(made.body);
  const before = await stateOfAll();
  const other = await send(await post(path, JSON.stringify({ ...address, detail: 'Road 2' }), key), 'zh-CN');
  expect([other.status, other.body.code]).toEqual([422, 'idempotency.other-body']);
  expect(await stateOfAll()).toBe(before);
});

test('a replayed callback is refused', async () => {
  const sent = await callback({});
  // Nobody knows this parcel, but its signature is good and its nonce is spent.
  const once = await send(sent, 'en');
  expect(once.body.code).not.toMatch(/^courier\./);
  const replayed = await send(sent, 'en');
  expect([replayed.status, replayed.body.code]).toEqual([401, 'courier.replayed']);
});
