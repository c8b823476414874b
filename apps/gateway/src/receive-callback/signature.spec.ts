import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import { httpbis } from 'http-message-signatures';

import { type Callback, checkDigest, keysOf, verifySignature } from './signature';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keys = keysOf([{ ...(publicKey.export({ format: 'jwk' }) as Record<string, string>), kid: 'c1' }]);
const body = Buffer.from('{"visit":1,"outcome":"refused"}');
const path = '/v1/couriers/sandbox/callbacks';
const digestOf = (bytes: Buffer) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

interface Making {
  key?: KeyObject;
  fields?: string[];
  params?: string[];
  keyid?: string;
  nonce?: string;
}
async function callback({
  key = privateKey,
  fields,
  params,
  keyid = 'c1',
  nonce = 'n'.repeat(22),
}: Making = {}): Promise<Callback> {
  const request = {
    method: 'POST',
    url: `https://elsewhere${path}`,
    headers: { 'Content-Digest': digestOf(body) },
  };
  const { headers } = await httpbis.signMessage(
    {
      key: { id: keyid, alg: 'ed25519', sign: (data) => Promise.resolve(sign(null, data, key)) },
      fields: fields ?? ['@method', '@path', 'content-digest'],
      params: params ?? ['created', 'nonce', 'keyid', 'alg'],
      paramValues: { nonce, created: new Date('2026-01-01T00:00:00Z') },
    },
    request,
  );
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method: 'POST', path, headers: lower, body };
}
const outcome = async (given: Callback) =>
  verifySignature(given, keys).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

describe('the signature of a courier’s callback', () => {
  it('is accepted and says when it was made, and its nonce', async () => {
    expect(await verifySignature(await callback(), keys)).toEqual({
      created: Date.parse('2026-01-01T00:00:00Z'),
      nonce: 'n'.repeat(22),
    });
  });

  it('is refused when method, path or digest are not the signed ones', async () => {
    const good = await callback();
    expect(await outcome({ ...good, method: 'PUT' })).toBe('courier.signature');
    expect(await outcome({ ...good, path: '/v1/couriers/other/callbacks' })).toBe('courier.signature');
    const headers = { ...good.headers, 'content-digest': digestOf(Buffer.from('{}')) };
    expect(await outcome({ ...good, headers })).toBe('courier.signature');
  });

  it('is refused when another key made it, or names an unknown key', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    expect(await outcome(await callback({ key: other }))).toBe('courier.signature');
    expect(await outcome(await callback({ keyid: 'c2' }))).toBe('courier.signature');
  });

  it('is refused when it leaves out a component, the nonce or the time, or is missing', async () => {
    expect(await outcome(await callback({ fields: ['@method', '@path'] }))).toBe('courier.unsigned');
    expect(await outcome(await callback({ fields: ['@method', 'content-digest'] }))).toBe('courier.unsigned');
    expect(await outcome(await callback({ params: ['created', 'keyid', 'alg'] }))).toBe('courier.signature');
    expect(await outcome(await callback({ params: ['nonce', 'keyid', 'alg'] }))).toBe('courier.signature');
    expect(await outcome(await callback({ nonce: 'short' }))).toBe('courier.signature');
    const { 'signature-input': input, signature, ...headers } = (await callback()).headers;
    expect(await outcome({ ...(await callback()), headers })).toBe('courier.unsigned');
    expect(await outcome({ ...(await callback()), headers: { ...headers, signature } })).toBe(
      'courier.unsigned',
    );
    expect(await outcome({ ...(await callback()), headers: { ...headers, 'signature-input': input } })).toBe(
      'courier.unsigned',
    );
  });

  it('is refused when there are two, or a component points elsewhere', async () => {
    const good = await callback();
    const input = String(good.headers['signature-input']);
    const second = { ...good.headers, 'signature-input': `${input}, other=("@method");created=1;nonce="x"` };
    expect(await outcome({ ...good, headers: second })).toBe('courier.unsigned');
    const elsewhere = { ...good.headers, 'signature-input': input.replace('"@path"', '"@path";req') };
    expect(await outcome({ ...good, headers: elsewhere })).toBe('courier.unsigned');
  });
});

describe('the digest of a callback', () => {
  const code = (header: string | undefined, bytes = body) => {
    try {
      checkDigest(header, bytes);
      return 'accepted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('must be that of the body as it came', () => {
    expect(code(digestOf(body))).toBe('accepted');
    expect(code(`sha-512=:xx:, ${digestOf(body)}`)).toBe('accepted');
    expect(code(digestOf(body), Buffer.from('{"visit":1,"outcome":"delivered"}'))).toBe('courier.digest');
    for (const bad of [undefined, '', 'sha-256=:x:', 'md5=:x:', digestOf(body).slice(0, -3)]) {
      expect(code(bad)).toBe('courier.digest');
    }
  });
});
