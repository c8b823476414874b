import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';

import { createVerifier, httpbis } from 'http-message-signatures';

import { callbackKey, signCallback } from './sign-callback';

const pair = generateKeyPairSync('ed25519');
const jwk = pair.privateKey.export({ format: 'jwk' }) as Record<string, string>;
const URL = 'http://127.0.0.1:1/v1/couriers/sandbox/callbacks';
const BODY = '{"visit":1}';

const verify = (headers: Record<string, string>, url = URL, method = 'POST') =>
  httpbis.verifyMessage(
    {
      keyLookup: async ({ keyid }) =>
        keyid === 'k1'
          ? {
              id: 'k1',
              algs: ['ed25519'],
              verify: createVerifier(
                createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' })),
                'ed25519',
              ),
            }
          : null,
      requiredFields: ['@method', '@path', 'content-digest'],
      requiredParams: ['created', 'keyid', 'nonce'],
      maxAge: 60,
    },
    { method, url, headers },
  );

describe('the signature of a callback (RFC 9421)', () => {
  it('verifies with the public key, and not for another path, method or digest', async () => {
    const headers = await signCallback(URL, BODY, callbackKey({ ...jwk, kid: 'k1' }));
    expect(await verify(headers)).toBe(true);
    expect(await verify(headers, URL.replace('sandbox', 'other'))).toBe(false);
    expect(await verify(headers, URL, 'PUT')).toBe(false);
    expect(await verify({ ...headers, 'content-digest': 'sha-256=:AAAA:' })).toBe(false);
  });

  it('covers the body by its digest and never repeats its nonce', async () => {
    const key = callbackKey({ ...jwk, kid: 'k1' });
    const [one, two] = [await signCallback(URL, BODY, key), await signCallback(URL, BODY, key)];
    const digest = createHash('sha256').update(BODY).digest('base64');
    expect(one['content-digest']).toBe(`sha-256=:${digest}:`);
    const nonceOf = (headers: Record<string, string>) =>
      /nonce="([^"]+)"/.exec(
        Object.entries(headers).find(([name]) => name.toLowerCase() === 'signature-input')![1],
      )![1];
    expect(nonceOf(one)).toHaveLength(22);
    expect(nonceOf(one)).not.toBe(nonceOf(two));
  });

  it('a key without a name is known by its thumbprint (RFC 7638)', () => {
    const members = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x: jwk.x });
    expect(callbackKey(jwk).kid).toBe(createHash('sha256').update(members).digest('base64url'));
  });
});
