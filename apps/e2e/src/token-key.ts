import { createDecipheriv, createPrivateKey, hkdfSync, type JsonWebKey, type KeyObject } from 'node:crypto';

import { Client } from 'pg';

import { databaseOf, type Platform } from './platform';

const IN_USE = `
select id, wrapped, root from key_ring where purpose = 'token' and used_from <= now() order by used_from desc limit 1`;

/** The key that signs tokens on a platform now, which a journey may have rotated; read by the format of ADR 16. */
export async function tokenKeyOf(platform: Platform): Promise<{ kid: string; key: KeyObject }> {
  const { IDENTITY_TOKEN_KEY: first = '{}', IDENTITY_DATA_KEY: root = '' } = platform.settings;
  const client = new Client({ connectionString: databaseOf(platform, 'identity') });
  await client.connect();
  const { rows } = await client.query<{ id: string; wrapped: Buffer | null; root: string }>(IN_USE);
  await client.end();
  const { id = '', wrapped = null, root: name } = rows[0] ?? {};
  if (wrapped === null) {
    const jwk = JSON.parse(first) as JsonWebKey & { kid: string };
    return { kid: jwk.kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
  }
  const wrapping = hkdfSync('sha256', Buffer.from(root, 'base64url'), '', 'open122 identity key ring', 32);
  const [nonce, tag, body] = [[0, 12], [12, 28], [28]].map(([from, to]) => wrapped.subarray(from, to));
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(wrapping), nonce!, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(JSON.stringify(['token', id, name]))).setAuthTag(tag!);
  const der = Buffer.concat([decipher.update(body!), decipher.final()]);
  return { kid: id, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}
