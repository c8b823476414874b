import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';

import { Injectable } from '@nestjs/common';
import { languageOf, ON_EVERY_ANSWER, problemOf, type Refusal } from '@open122/http';
import { continueTrace, type FastifySetup, traceIdOf } from '@open122/service';

import { Crowd } from '../limits/crowd';
import { drain } from './body';
import { destinationOf, type Upstream } from './route-table';
import { targetOf } from './target';

/**
 * Whoever comes while a service is full is told so before anything else is done for him: a refusal that costs a third of an answer
 * leaves no time for answers once three times as many ask (quality P10). No line in the log either: the metric counts them.
 */
@Injectable()
export class TurnAway {
  private readonly refusal: Refusal;

  constructor(private readonly crowd: Crowd) {
    this.refusal = crowd.refusal();
  }

  /** Stands before Fastify. What gets past it is counted in, and may still be refused, by {@link Crowd.enter}. */
  readonly stand: FastifySetup = ({ server }) => {
    const listeners = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (this.crowd.somewhere && this.refuses(request, response)) return;
      for (const listener of listeners) listener.call(server, request, response);
    });
  };

  private refuses(request: IncomingMessage, response: ServerResponse): boolean {
    const service = counted(request);
    if (service === null || !this.crowd.isFull(service)) return false;
    this.crowd.turnedAway(service);
    const language = languageOf(request.headers['accept-language']);
    const traceId = traceIdOf(continueTrace(request.headers.traceparent));
    const instance = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const body = Buffer.from(JSON.stringify(problemOf(this.refusal, { language, instance, traceId })));
    const headers: OutgoingHttpHeaders = {
      ...ON_EVERY_ANSWER,
      ...{ 'content-type': 'application/problem+json; charset=utf-8', 'content-length': body.length },
      ...{ 'content-language': language, vary: 'Accept-Language', 'cache-control': 'no-store' },
      'retry-after': String(this.refusal.retryAfterSeconds),
    };
    response.writeHead(this.refusal.status, headers).end(body);
    drain(request);
    return true;
  }
}

/** The service that a request is for, when it counts as one of the crowd; what is wrong with any other is said further on. */
function counted({ url, headers }: IncomingMessage): Upstream | null {
  if (String(headers.accept).includes('text/event-stream')) return null;
  const target = targetOf(url ?? '');
  if (target === null) return null;
  try {
    const destination = destinationOf(target.segments);
    return destination === null || destination.streamed === true ? null : destination.service;
  } catch {
    return null;
  }
}
