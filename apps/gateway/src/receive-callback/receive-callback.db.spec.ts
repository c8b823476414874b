import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import { epochOf } from '@open122/contracts';
import { httpbis } from 'http-message-signatures';

import { type TestGateway, testGateway } from '../testing/gateway';
import { raw } from '../testing/line';

const path = '/v1/couriers/sandbox/callbacks';
const content = '{"parcel":"p1","visit":1,"outcome":"refused"}';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(async () => gateway.close());
beforeEach(() => {
  gateway.far.arrived.length = 0;
  gateway.far.answering = (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"kept":true}');
});

let nonces = 0;
async function signed(body = content, more: { key?: KeyObject; at?: number; nonce?: string } = {}) {
  const { key = gateway.courierKey, at = epochOf(gateway.clock.wall()) } = more;
  const { nonce = `nonce-of-the-test-${(nonces += 1)}` } = more;
  const digest = createHash('sha256').update(body).digest('base64');
  const { headers } = await httpbis.signMessage(
    {
      key: { id: 'c1', alg: 'ed25519', sign: (data) => Promise.resolve(sign(null, data, key)) },
      fields: ['@method', '@path', 'content-digest'],
      params: ['created', 'nonce', 'keyid', 'alg'],
      paramValues: { nonce, created: new Date(at) },
    },
    {
      method: 'POST',
      url: gateway.app.url + path,
      headers: { 'content-type': 'application/json', 'content-digest': `sha-256=:${digest}:` },
    },
  );
  return headers as Record<string, string>;
}
const send = async (headers: Record<string, string>, body = content, to = path) => {
  const answer = await raw(gateway.app.url, to, { method: 'POST', headers, body });
  return [answer.status, answer.body.code ?? null];
};

describe('a courier’s callback', () => {
  it('reaches fulfilment as it came, from the courier itself', async () => {
    expect(await send(await signed())).toEqual([200, null]);
    const [arrived] = gateway.far.arrived;
    expect(arrived).toMatchObject({ method: 'POST', url: path, body: content });
    const [payload] = String(arrived?.headers['x-principal']).split('.');
    const { principal, aud } = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
    expect([principal, aud]).toEqual([{ kind: 'courier', courier: 'sandbox' }, 'fulfilment']);
    expect(arrived?.headers.signature).toBeUndefined();
  });

  it('may come five times with signatures of their own', async () => {
    for (let time = 0; time < 5; time += 1) expect(await send(await signed())).toEqual([200, null]);
    expect(gateway.far.arrived).toHaveLength(5);
  });

  it('is refused when it is replayed, also twenty times at once', async () => {
    const headers = await signed();
    const answers = await Promise.all(Array.from({ length: 20 }, async () => send(headers)));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(answers.filter(([, code]) => code === 'courier.replayed')).toHaveLength(19);
    expect(await send(headers)).toEqual([401, 'courier.replayed']);
    expect(gateway.far.arrived).toHaveLength(1);
  });

  it('brings nothing along that its signature does not cover', async () => {
    expect(await send(await signed(), content, `${path}?outcome=delivered`)).toEqual([
      400,
      'request.bad-target',
    ]);
    expect(gateway.far.arrived).toHaveLength(0);
  });

  it('is refused when its body was altered', async () => {
    const altered = content.replace('refused', 'delivered');
    expect(await send(await signed(), altered)).toEqual([401, 'courier.digest']);
    const digest = createHash('sha256').update(altered).digest('base64');
    const headers = { ...(await signed()), 'content-digest': `sha-256=:${digest}:` };
    expect(await send(headers, altered)).toEqual([401, 'courier.signature']);
  });

  it('is refused when forged, unsigned, or for another courier', async () => {
    const { privateKey: key } = generateKeyPairSync('ed25519');
    expect(await send(await signed(content, { key }))).toEqual([401, 'courier.signature']);
    expect(await send({ 'content-type': 'application/json' })).toEqual([401, 'courier.unsigned']);
    expect(await send(await signed(), content, '/v1/couriers/other/callbacks')).toEqual([
      401,
      'courier.signature',
    ]);
  });

  it('is refused when it was signed more than 60 seconds ago, or ahead of time', async () => {
    const now = epochOf(gateway.clock.wall());
    expect(await send(await signed(content, { at: now - 61_000 }))).toEqual([401, 'courier.stale']);
    expect(await send(await signed(content, { at: now + 61_000 }))).toEqual([401, 'courier.stale']);
    expect(await send(await signed(content, { at: now - 30_000 }))).toEqual([200, null]);
    expect(await send(await signed(content, { at: now + 30_000 }))).toEqual([200, null]);
  });

  it('is refused when it is larger than a callback can be', async () => {
    const body = 'x'.repeat(70_000);
    expect(await send(await signed(body), body)).toEqual([413, 'request.too-large']);
  });

  it('spends its nonce, so that a repetition after a lost answer is signed anew', async () => {
    gateway.far.answering = (_, response) => response.destroy();
    const headers = await signed();
    expect(await send(headers)).toEqual([503, 'unavailable']);
    gateway.far.answering = (_, response) => response.end('{}');
    expect(await send(headers)).toEqual([401, 'courier.replayed']);
    expect(await send(await signed())).toEqual([200, null]);
  });
});
