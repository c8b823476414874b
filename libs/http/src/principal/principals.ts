import { epochOf, type Instant, type ServiceName } from '@open122/contracts';
import type { Clock } from '@open122/service';
import type { FastifyRequest } from 'fastify';

import { refuse } from '../refusals';
import type { Principal } from './principal';
import { type Issuers, PRINCIPAL_HEADER, type Verified, verifyPrincipal } from './sign-principal';

/** Tells who calls. Services read the signed internal header; the gateway brings its own reading of the session. */
export abstract class Principals {
  /** Anonymous when nothing is presented; refuses `principal.invalid` when what is presented is not valid. */
  abstract of(request: FastifyRequest): Principal | Promise<Principal>;
}

/** Verified headers kept at once; the oldest goes first. */
const REMEMBERED = 10_000;

/** Believes only X-Principal, signed by an issuer whose key this service holds (design §7). */
export class SignedPrincipals extends Principals {
  /** The gateway sends the same header for a while: it is verified once, and believed until it expires. */
  private readonly verified = new Map<string, Verified>();

  constructor(
    private readonly service: ServiceName,
    private readonly issuers: Issuers,
    private readonly clock: Clock,
  ) {
    super();
  }

  of(request: FastifyRequest): Principal {
    const header = request.headers[PRINCIPAL_HEADER];
    if (header === undefined) return { kind: 'anonymous' };
    if (typeof header !== 'string') throw refuse.principalInvalid();
    const wallNow = this.clock.wall();
    const known = this.verified.get(header);
    if (known !== undefined && epochOf(wallNow) < known.until) return known.principal;
    return this.verify(header, wallNow);
  }

  private verify(header: string, wallNow: Instant): Principal {
    const { verified, service: audience, issuers } = this;
    verified.delete(header);
    const fresh = verifyPrincipal(header, { audience, issuers, wallNow });
    if (verified.size >= REMEMBERED) verified.delete(verified.keys().next().value ?? '');
    verified.set(header, fresh);
    return fresh.principal;
  }
}
