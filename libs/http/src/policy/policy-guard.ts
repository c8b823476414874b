import { isPromise } from 'node:util/types';

import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { dayOf, type Province } from '@open122/contracts';
import { Clock, nameActor, PROVINCE, ServiceConfig } from '@open122/service';

import type { HttpRequest } from '../body/raw-body';
import { actorOf, type Principal } from '../principal/principal';
import { Principals } from '../principal/principals';
import { refuse } from '../refusals';
import { admitting, denied, type Here, POLICY, type Who } from './allow';
import { Grants } from './grants';

/** Authorises on the matched route, deny by default (quality R10: path middleware has been bypassed by URL encoding). */
@Injectable()
export class PolicyGuard implements CanActivate {
  private readonly here: Here;

  constructor(
    private readonly reflector: Reflector,
    private readonly principals: Principals,
    clock: Clock,
    { service }: ServiceConfig,
    @Inject(PROVINCE) { windows }: Province,
    @Optional() private readonly grants?: Grants,
  ) {
    const kinds = new Map(windows.map(({ code, kind }) => [code, kind]));
    this.here = { service, today: () => dayOf(clock.now()), windowKind: (code) => kinds.get(code) };
  }

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
    nameActor(request, actorOf(principal));
    const refusal = denied(policy, principal, this.here);
    if (refusal !== null) throw refusal;
    const by = admitting(policy, principal, this.here);
    if (principal.kind !== 'agent' || by?.kind !== 'agent' || by.delegation === undefined) return true;
    if (this.grants === undefined) throw refuse.grantMissing();
    return this.grants.require(principal.account, by.delegation, this.here.today()).then(() => true);
  }
}
