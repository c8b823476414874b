import { createPrivateKey, type JsonWebKey } from 'node:crypto';

import { SignJWT } from 'jose';

import { principalOf, type Holder } from './registered';

/** Seconds; longer than a benchmark runs. */
const LIFETIME = 7_200;

/** Access tokens as identity signs them, with the province's own key: signing in is measured elsewhere. */
export function accessTokens(holders: readonly Holder[], jwk: string, province: string): Promise<string[]> {
  const key = JSON.parse(jwk) as JsonWebKey & { kid: string };
  const secret = createPrivateKey({ key, format: 'jwk' });
  const issued = Math.floor(Date.now() / 1_000);
  return Promise.all(
    holders.map((holder) => {
      const { kind, person, level, account } = principalOf(holder);
      return new SignJWT({ sid: account, kind, person, level, iat: issued, exp: issued + LIFETIME })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'access', kid: key.kid })
        .setIssuer(`${province}.identity`)
        .setSubject(account)
        .sign(secret);
    }),
  );
}
