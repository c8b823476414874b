import { createHash, createPrivateKey, randomBytes, randomUUID } from 'node:crypto';

import { createSigner, httpbis } from 'http-message-signatures';

import { thePlatform } from '../platform';
import type { Sent } from './raw-request';

/** A callback as the sandbox courier would sign it, with the parts under attack replaced. */
export async function callback(replaced: {
  body?: string;
  nonce?: string;
  created?: Date;
  key?: Buffer;
}): Promise<Sent> {
  const jwk = JSON.parse(thePlatform().settings.FULFILMENT_SANDBOX_COURIER_KEY ?? '{}') as Record<
    string,
    string
  >;
  const body = JSON.stringify({
    parcel: 'P',
    handoverId: randomUUID(),
    visit: 1,
    outcome: 'refused',
    at: '2026-01-01T00:00:00.000Z',
    cashFen: 0,
  });
  const path = '/v1/couriers/sandbox/callbacks';
  const headers = {
    'content-type': 'application/json',
    'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
  };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const created = replaced.created ?? new Date();
  const signed = await httpbis.signMessage(
    {
      key: { ...createSigner(key, 'ed25519', jwk.kid ?? thumbprint(jwk)), alg: 'ed25519' },
      name: 'sig',
      fields: ['@method', '@path', 'content-digest'],
      params: ['created', 'keyid', 'alg', 'nonce'],
      paramValues: {
        created,
        nonce: replaced.nonce ?? randomBytes(16).toString('base64url'),
      },
    },
    { method: 'POST', url: `${thePlatform().gateway}${path}`, headers },
  );
  return { path, headers: signed.headers as Record<string, string>, body: replaced.body ?? body };
}
const thumbprint = ({ crv, kty, x }: Record<string, string>): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
