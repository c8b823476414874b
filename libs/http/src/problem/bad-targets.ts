import type { IncomingMessage } from 'node:http';

import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { refuse } from '../refusals';
import { answerProblem } from './problem-filter';

const NOWHERE = '/';

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/** HTTP/1.1 asks for a Host (RFC 9112 §3.2); Node would refuse its absence in a format of its own. */
const namesItsHost = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host !== undefined || httpVersion !== '1.1';

/**
 * A path whose percent-encoding cannot be read never reaches Fastify's hooks and handlers: its router answers by itself, in its
 * own format. So such a request is led nowhere, its target kept, and answered there as a problem.
 */
export function refuseBadTargets(adapter: FastifyAdapter): void {
  const bad = new WeakSet<IncomingMessage>();
  adapter
    .getHttpServer()
    .prependListener('request', (request: IncomingMessage & { originalUrl?: string }) => {
      const url = request.url ?? NOWHERE;
      if (isDecodable(url) && namesItsHost(request)) return;
      bad.add(request);
      request.originalUrl = url;
      request.url = NOWHERE;
    });
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    if (!bad.has(request.raw)) return done();
    void answerProblem(
      refuse.badTarget(),
      request as unknown as FastifyRequest,
      reply as unknown as FastifyReply,
    );
  });
}
