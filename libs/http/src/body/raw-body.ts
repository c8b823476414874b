import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';

import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import type { Principal } from '../principal/principal';
import { refuse } from '../refusals';

/** A request as the handlers of this library see it. */
export interface HttpRequest extends FastifyRequest {
  /** SHA-256 of the raw body, base64url; of the empty body when there is none. */
  bodyDigest: string;
  /** Set by the principal guard. */
  principal: Principal;
}

/** Largest JSON body, in bytes; larger ones are refused with 413. */
export const BODY_LIMIT = 1024 * 1024;

/** SHA-256, base64url: what step-ups and idempotency keys are bound to. */
export const digestOf = (body: Buffer | string): string =>
  createHash('sha256').update(body).digest('base64url');

const EMPTY = digestOf('');

/**
 * Makes the server read JSON alone, with its digest kept: both a step-up and an idempotency key are bound to the bytes that
 * came, not to what parsing made of them.
 */
export function readJsonOnly(adapter: FastifyAdapter): void {
  const server = adapter.getInstance();
  server.decorateRequest('bodyDigest', EMPTY);
  server.decorateRequest('principal', undefined);
  server.removeContentTypeParser('text/plain');
  const parse = server.getDefaultJsonParser('error', 'error');
  adapter.useBodyParser('application/json', false, { bodyLimit: BODY_LIMIT }, (request, body, done) => {
    const bytes = body as unknown as Buffer;
    Object.assign(request, { bodyDigest: digestOf(bytes) });
    // decoding would put other characters in the place of what it cannot read
    if (!isUtf8(bytes)) return done(refuse.malformed());
    void parse(request as never, bytes.toString('utf8'), done);
  });
}
