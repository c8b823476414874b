import { generateKeyPairSync } from 'node:crypto';

/** A private Ed25519 JWK by a name. */
export const aSigningKey = (kid: string): Record<string, string> =>
  ({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid }) as Record<string, string>;
