import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

import type { JWK } from 'jose';

import { decrypt, encrypt, NONCE } from './aes-gcm';

export const TOKEN_ALGORITHM = 'EdDSA';

export type KeyPurpose = 'data' | 'token';

/** A key of the settings by its name. */
export interface NamedKey {
  id: string;
  key: Buffer;
}
type Named = Readonly<{ id: string; purpose: KeyPurpose }>;

/** Fresh material of a key: 32 random bytes, or an Ed25519 private key as PKCS #8. */
export function drawMaterial(purpose: KeyPurpose): Buffer {
  if (purpose === 'data') return randomBytes(32);
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** What a key's material is used as. */
export const keyOf = (purpose: KeyPurpose, material: Buffer): KeyObject =>
  purpose === 'data'
    ? createSecretKey(material)
    : createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });

/** Of a private Ed25519 JWK; one without a `kid` is named by the beginning of its public half. */
export function keyOfJwk(jwk: Readonly<Record<string, string>>): { id: string; key: KeyObject } {
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
  return { id: jwk.kid ?? publicHalf(key).slice(0, 12), key };
}

export const publicJwk = (id: string, key: KeyObject): JWK => ({
  ...{ kty: 'OKP', crv: 'Ed25519', x: publicHalf(key), kid: id, alg: TOKEN_ALGORITHM, use: 'sig' },
});

/**
 * Material under a root: AES-256-GCM with a key derived from it (the root itself may have sealed data), bound to what the key is
 * for, its id and the root's name.
 */
export const wrap = (material: Buffer, key: Named, root: NamedKey): Buffer =>
  encrypt(material, wrappingKey(root), randomBytes(NONCE), boundTo(key, root));

/** Throws when it was altered, belongs to another key or was wrapped under another root. */
export const unwrap = (wrapped: Buffer, key: Named, root: NamedKey): Buffer =>
  decrypt(wrapped, wrappingKey(root), boundTo(key, root));

const boundTo = ({ id, purpose }: Named, root: NamedKey): string => JSON.stringify([purpose, id, root.id]);
const wrappingKey = ({ key }: NamedKey): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'open122 identity key ring', 32)));
const publicHalf = (key: KeyObject): string => String(createPublicKey(key).export({ format: 'jwk' }).x);
