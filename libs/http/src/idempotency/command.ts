import { randomUUID } from 'node:crypto';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { HttpRequest } from '../body/raw-body';
import type { Principal } from '../principal/principal';
import { refuse } from '../refusals';

/** A creating request as its idempotency needs it. */
export interface CommandRequest {
  /** The client's Idempotency-Key. */
  readonly key: string;
  readonly principal: Principal;
  /** Method and path. */
  readonly operation: string;
  /** SHA-256 of the raw body, base64url. */
  readonly bodyDigest: string;
  /** Called when the answer is a repetition of an earlier one. */
  readonly onReplay?: () => void;
}

const KEY = /^[\x21-\x7e]{1,128}$/;

function keyOf(request: HttpRequest, optional: boolean): string {
  const header = request.headers['idempotency-key'];
  if (header === undefined && optional) return randomUUID();
  if (header === undefined || header === '') throw refuse.keyMissing();
  if (typeof header !== 'string' || !KEY.test(header)) throw refuse.keyInvalid();
  return header;
}

/**
 * The parameter of a creating POST's handler. Refuses `idempotency.key-missing`, unless told `'optional'` (a request without a
 * key is then never a repetition), and `.key-invalid`.
 */
export const Command = createParamDecorator(
  (need: 'optional' | undefined, execution: ExecutionContext): CommandRequest => {
    const http = execution.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const reply = http.getResponse<FastifyReply>();
    return {
      key: keyOf(request, need === 'optional'),
      principal: request.principal,
      operation: `${request.method} ${request.url.split('?', 1)[0]}`,
      bodyDigest: request.bodyDigest,
      onReplay: () => void reply.header('idempotency-replayed', 'true'),
    };
  },
);
