import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import type { HttpRequest } from '../body/raw-body';
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

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const policy = this.reflector.get<readonly Who[] | undefined>(POLICY, execution.getHandler());
    if (policy === undefined) throw refuse.principalNotAllowed();
    const request = execution.switchToHttp().getRequest<HttpRequest>();
    request.principal = await this.principals.of(request);
    const refusal = denied(policy, request.principal);
    if (refusal !== null) throw refusal;
    return true;
  }
}
