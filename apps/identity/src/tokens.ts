import { createPublicKey, type JsonWebKey, type KeyObject, createPrivateKey } from 'node:crypto';

import { epochOf, type Instant, type PersonRef } from '@open122/contracts';
import { type JWK, SignJWT } from 'jose';

import type { Holder } from './session';

/** Seconds of wall time. */
export const ACCESS_TOKEN_SECONDS = 600;
const ALGORITHM = 'EdDSA';

/** What a confirmed step-up says (rules §2.1). */
export interface StepUpClaims {
  account: string;
  person: PersonRef;
  purpose: string;
  bodyDigest: string;
  jti: string;
  /** Platform time, unlike an access token's `exp`: the owner who spends it knows that time. */
  expiresAt: Instant;
}

/** Signs what the gateway verifies by the published key. */
export class Tokens {
  readonly #key: KeyObject;
  readonly #keyId: string;
  readonly #publicKey: JWK;
  readonly #issuer: string;

  /** `jwk`: a private Ed25519 key; `province`: its code. */
  constructor(jwk: Readonly<Record<string, string>>, province: string) {
    this.#key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const { x } = createPublicKey(this.#key).export({ format: 'jwk' });
    this.#keyId = jwk.kid ?? String(x).slice(0, 12);
    this.#publicKey = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: String(x),
      kid: this.#keyId,
      alg: ALGORITHM,
      use: 'sig',
    };
    this.#issuer = `${province}.identity`;
  }

  /** Public keys as a JWK set. */
  get published(): { keys: JWK[] } {
    return { keys: [this.#publicKey] };
  }

  /** typ `access`: sub, sid, kind and what the principal needs; `exp` in wall time. */
  async access(holder: Holder, session: string, wall: Instant): Promise<string> {
    const { subject, claims } = accessClaims(holder);
    const issued = Math.floor(epochOf(wall) / 1000);
    return this.#sign(
      'access',
      { sid: session, ...claims, iat: issued, exp: issued + ACCESS_TOKEN_SECONDS },
      subject,
    );
  }

  /** typ `step-up`: person, purpose, bodyDigest, jti. The same claims always give the same token. */
  async stepUp({ account, expiresAt, ...claims }: StepUpClaims): Promise<string> {
    return this.#sign('step-up', { ...claims, exp: Math.floor(epochOf(expiresAt) / 1000) }, account);
  }

  #sign(typ: string, claims: Record<string, unknown>, subject: string): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ, kid: this.#keyId })
      .setIssuer(this.#issuer)
      .setSubject(subject)
      .sign(this.#key);
  }
}

function accessClaims(holder: Holder): { subject: string; claims: Record<string, unknown> } {
  switch (holder.kind) {
    case 'person': {
      const { kind, account, person, level } = holder;
      return { subject: account, claims: { kind, person, level } };
    }
    case 'agent': {
      const { agent, ...claims } = holder;
      return { subject: agent, claims };
    }
    case 'staff': {
      const { staff, window, owner, person, ...rest } = holder;
      const optional = Object.entries({ window, owner, person }).filter(([, value]) => value !== null);
      return { subject: staff, claims: { ...rest, ...Object.fromEntries(optional) } };
    }
  }
}
