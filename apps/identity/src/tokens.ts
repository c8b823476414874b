import type { KeyObject } from 'node:crypto';

import { epochOf, type Instant, type PersonRef } from '@open122/contracts';
import { type JWK, SignJWT } from 'jose';

import type { Holder } from './session';
import { TOKEN_ALGORITHM } from './key-ring/key-material';

/** Seconds of wall time. */
export const ACCESS_TOKEN_SECONDS = 600;

export interface TokenKey {
  id: string;
  key: KeyObject;
}

/** The keys of tokens. */
export interface TokenKeys {
  /** The one that signs now. */
  tokenKey(): TokenKey;
  /** Public halves of all whose tokens may be about, or soon will be. */
  publishedKeys(): JWK[];
}

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

/** Signs what the gateway verifies by the published keys. */
export class Tokens {
  /** `issuer`: `<province>.identity` */
  constructor(
    private readonly keys: TokenKeys,
    private readonly issuer: string,
  ) {}

  /** Public keys as a JWK set. */
  get published(): { keys: JWK[] } {
    return { keys: this.keys.publishedKeys() };
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

  /** typ `step-up`: person, purpose, bodyDigest, jti. The same claims give the same token while the key is the same. */
  async stepUp({ account, expiresAt, ...claims }: StepUpClaims): Promise<string> {
    return this.#sign('step-up', { ...claims, exp: Math.floor(epochOf(expiresAt) / 1000) }, account);
  }

  async #sign(typ: string, claims: Record<string, unknown>, subject: string): Promise<string> {
    const { id, key } = this.keys.tokenKey();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ, kid: id })
      .setIssuer(this.issuer)
      .setSubject(subject)
      .sign(key);
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
      const { staff, window, owner, person, passwordDue, ...rest } = holder;
      const optional = Object.entries({ window, owner, person }).filter(([, value]) => value !== null);
      const due = passwordDue && { passwordDue };
      return { subject: staff, claims: { ...rest, ...Object.fromEntries(optional), ...due } };
    }
  }
}
