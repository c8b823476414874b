import { isPromise } from 'node:util/types';

import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Day, dayOf } from '@open122/contracts';
import { Clock } from '@open122/service';

import type { HttpRequest } from '../body/raw-body';
import type { Principal } from '../principal/principal';
import { Principals } from '../principal/principals';
import { refuse } from '../refusals';
import { admitting, denied, POLICY, type Who } from './allow';
import { Grants } from './grants';

/** Authorises on the matched route, deny by default (quality R10: path middleware has been bypassed by URL encoding). */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly principals: Principals,
    private readonly clock: Clock,
    @Optional() private readonly grants?: Grants,
  ) {}

  /** Without a promise where none is needed: every request passes here. */
  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const policy = this.reflector.get<readonly Who[] | undefined>(POLICY, execution.getHandler());
    if (policy === undefined) throw refuse.principalNotAllowed();
    const request = execution.switchToHttp().getRequest<HttpRequest>();
    const principal = this.principals.of(request);
    return isPromise(principal)
      ? principal.then((known) => this.admitted(policy, known, request))
      : this.admitted(policy, principal, request);
  }

  private admitted(
    policy: readonly Who[],
    principal: Principal,
    request: HttpRequest,
  ): true | Promise<boolean> {
    request.principal = principal;
    const today = (): Day => dayOf(this.clock.now());
    const refusal = denied(policy, principal, today);
    if (refusal !== null) throw refusal;
    const by = admitting(policy, principal);
    if (principal.kind !== 'agent' || by?.kind !== 'agent' || by.delegation === undefined) return true;
    if (this.grants === undefined) throw refuse.grantMissing();
    return this.grants.require(principal.account, by.delegation, today()).then(() => true);
  }
}
