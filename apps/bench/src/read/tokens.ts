import { createPrivateKey, type JsonWebKey, randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';

import { principalOf, type Holder } from './registered';

/** Seconds; longer than a benchmark runs. */
const LIFETIME = 7_200;

/** Access tokens as identity signs them, with the province's own key: signing in is measured elsewhere. */
export function accessTokens(holders: readonly Holder[], jwk: string, province: string): Promise<string[]> {
  const sign = signer(jwk, province);
  return Promise.all(
    holders.map((holder) => {
      const { kind, person, level, account } = principalOf(holder);
      return sign({ kind, person, level }, account);
    }),
  );
}

/** Who may import. */
export const administratorToken = (jwk: string, province: string): Promise<string> =>
  signer(jwk, province)({ kind: 'staff', role: 'administrator' }, randomUUID());

function signer(
  jwk: string,
  province: string,
): (claims: Readonly<Record<string, string>>, account: string) => Promise<string> {
  const key = JSON.parse(jwk) as JsonWebKey & { kid: string };
  const secret = createPrivateKey({ key, format: 'jwk' });
  const issued = Math.floor(Date.now() / 1_000);
  return (claims, account) =>
    new SignJWT({ sid: account, ...claims, iat: issued, exp: issued + LIFETIME })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'access', kid: key.kid })
      .setIssuer(`${province}.identity`)
      .setSubject(account)
      .sign(secret);
}
