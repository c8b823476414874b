import { isPromise } from 'node:util/types';

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import type { HttpRequest } from '../body/raw-body';
import type { Principal } from '../principal/principal';
import { Principals } from '../principal/principals';
import { refuse } from '../refusals';
import { denied, POLICY, type Who } from './allow';

/** Authorises on the matched route, deny by default (quality R10: path middleware has been bypassed by URL encoding). */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly principals: Principals,
  ) {}

  /** Without a promise where none is needed: every request passes here. */
  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const policy = this.reflector.get<readonly Who[] | undefined>(POLICY, execution.getHandler());
    if (policy === undefined) throw refuse.principalNotAllowed();
    const request = execution.switchToHttp().getRequest<HttpRequest>();
    const principal = this.principals.of(request);
    return isPromise(principal)
      ? principal.then((known) => admitted(policy, known, request))
      : admitted(policy, principal, request);
  }
}

function admitted(policy: readonly Who[], principal: Principal, request: HttpRequest): true {
  request.principal = principal;
  const refusal = denied(policy, principal);
  if (refusal !== null) throw refusal;
  return true;
}
