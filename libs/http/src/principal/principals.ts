import type { ServiceName } from '@open122/contracts';
import type { Clock } from '@open122/service';
import type { FastifyRequest } from 'fastify';

import { refuse } from '../refusals';
import type { Principal } from './principal';
import { type Issuers, PRINCIPAL_HEADER, verifyPrincipal } from './sign-principal';

/** Tells who calls. Services read the signed internal header; the gateway brings its own reading of the session. */
export abstract class Principals {
  /** Anonymous when nothing is presented; refuses `principal.invalid` when what is presented is not valid. */
  abstract of(request: FastifyRequest): Principal | Promise<Principal>;
}

/** Believes only X-Principal, signed by an issuer whose key this service holds (design §7). */
export class SignedPrincipals extends Principals {
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
    return verifyPrincipal(header, {
      audience: this.service,
      issuers: this.issuers,
      wallNow: this.clock.wall(),
    });
  }
}
