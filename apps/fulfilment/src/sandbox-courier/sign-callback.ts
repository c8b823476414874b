import { createHash, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';

import { createSigner, httpbis } from 'http-message-signatures';

/** A courier's signing key: an Ed25519 private key and the `kid` of its public twin in the province file. */
export interface CallbackKey {
  readonly key: KeyObject;
  readonly kid: string;
}

/** Reads a private JWK; a key without `kid` is known by its RFC 7638 thumbprint. */
export function callbackKey(jwk: Readonly<Record<string, string>>): CallbackKey {
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  const members = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  return { key, kid: jwk.kid ?? createHash('sha256').update(members).digest('base64url') };
}

/**
 * The headers of a signed callback: RFC 9421 with Ed25519 over method, path and body (RFC 9530 Content-Digest), wall time and
 * a nonce, so that each is good once and for a minute.
 */
export async function signCallback(
  url: string,
  body: string,
  { key, kid }: CallbackKey,
): Promise<Record<string, string>> {
  const digest = createHash('sha256').update(body).digest('base64');
  const request = {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'content-digest': `sha-256=:${digest}:` },
  };
  const signed = await httpbis.signMessage(
    {
      key: createSigner(key, 'ed25519', kid),
      fields: ['@method', '@path', 'content-digest'],
      params: ['created', 'keyid', 'alg', 'nonce'],
      paramValues: { nonce: randomBytes(16).toString('base64url') },
    },
    request,
  );
  return signed.headers as Record<string, string>;
}
