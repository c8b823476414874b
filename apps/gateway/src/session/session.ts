import { Injectable } from '@nestjs/common';
import { actorOf, type Principal, Principals } from '@open122/http';
import type { FastifyRequest } from 'fastify';

import { EndedSessions } from '../end-sessions/ended-sessions';
import { Limits } from '../limits/limits';
import { refuse } from '../refusals';
import { Tokens } from './tokens';

const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** Who sends a request: by its access token, and with the step-up it carries. */
@Injectable()
export class Session extends Principals {
  constructor(
    private readonly tokens: Tokens,
    private readonly limits: Limits,
    private readonly ended: EndedSessions,
  ) {
    super();
  }

  /** Anonymous without a token. Refuses what {@link Tokens} refuses, `session.ended`, and `limit.exceeded` of the account. */
  async of(request: Pick<FastifyRequest, 'headers'>): Promise<Principal> {
    const { authorization, 'step-up': stepUp } = request.headers;
    if (authorization === undefined) return { kind: 'anonymous' };
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw refuse.tokenInvalid();
    const principal = await this.tokens.principalOf(token);
    if ('session' in principal && this.ended.has(principal.session)) throw refuse.sessionEnded();
    await this.limits.ofAccount(actorOf(principal));
    if (stepUp === undefined || principal.kind !== 'person') return principal;
    if (typeof stepUp !== 'string') throw refuse.stepUpInvalid();
    return { ...principal, stepUp: await this.tokens.stepUpOf(stepUp, principal.account) };
  }
}
