import { hash } from 'node:crypto';

import { epochOf, type Instant } from '@open122/contracts';
import type { Principal, StepUp } from '@open122/http';
import { compactVerify, errors, type JWTHeaderParameters } from 'jose';

import { refuse } from '../refusals';
import { principalOfClaims, stepUpOfClaims } from './claims';
import type { KeySet } from './key-set';

const ALGORITHMS = ['EdDSA', 'Ed25519'];
/** Verified tokens kept at once; the oldest goes first. */
const REMEMBERED = 20_000;

interface Verified {
  readonly principal: Principal;
  /** Milliseconds since 1970, wall time. */
  readonly until: number;
}

/** Who signs the tokens of a province; another province's are worth nothing here, even by the same key. */
export const issuerOf = (province: string): string => `${province}.identity`;

/** Thrown when identity must be asked for its keys and cannot be. */
class KeysAway extends Error {}

/** Reads identity's tokens without asking identity: signatures by its published keys, results remembered until the token expires. */
export class Tokens {
  private readonly verified = new Map<string, Verified>();

  constructor(
    private readonly keys: KeySet,
    private readonly issuer: string,
    private readonly wallNow: () => Instant,
  ) {}

  /** Who an access token speaks for. Refuses `session.token-invalid`, `session.token-expired`, `unavailable`. */
  async principalOf(token: string): Promise<Principal> {
    const name = hash('sha256', token, 'base64url');
    const now = epochOf(this.wallNow());
    const known = this.verified.get(name);
    if (known !== undefined && now < known.until) return known.principal;
    this.verified.delete(name);
    const fresh = await this.verify(token, now);
    if (this.verified.size >= REMEMBERED) this.verified.delete(this.verified.keys().next().value ?? '');
    this.verified.set(name, fresh);
    return fresh.principal;
  }

  /** The confirmation of a step-up token, its expiry left to the owner (platform time). Refuses `step-up.invalid`, `unavailable`. */
  async stepUpOf(token: string, account: string): Promise<StepUp> {
    const claims = await this.claimsOf(token, 'step-up');
    const stepUp = claims === null ? null : stepUpOfClaims(claims, account);
    if (stepUp === null) throw refuse.stepUpInvalid();
    return stepUp;
  }

  private async verify(token: string, now: number): Promise<Verified> {
    const claims = await this.claimsOf(token, 'access');
    const principal = claims === null ? null : principalOfClaims(claims);
    if (principal === null || typeof claims?.exp !== 'number') throw refuse.tokenInvalid();
    if (claims.exp * 1000 <= now) throw refuse.tokenExpired();
    return { principal, until: claims.exp * 1000 };
  }

  /** What identity signed; null when it did not, or signed it as another kind of token or for another province. */
  private async claimsOf(token: string, typ: string): Promise<Readonly<Record<string, unknown>> | null> {
    try {
      const { payload, protectedHeader } = await compactVerify(token, this.key, { algorithms: ALGORITHMS });
      const claims = JSON.parse(Buffer.from(payload).toString('utf8')) as Record<string, unknown> | null;
      return protectedHeader.typ === typ && claims?.iss === this.issuer ? claims : null;
    } catch (error) {
      if (error instanceof KeysAway) throw refuse.away().with({ retryAfterSeconds: 2 });
      return null;
    }
  }

  private readonly key = async ({ kid }: Pick<JWTHeaderParameters, 'kid'>) => {
    const key = await this.keys.get(kid ?? '').catch((cause: unknown) => {
      throw new KeysAway('identity does not show its keys', { cause });
    });
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}
