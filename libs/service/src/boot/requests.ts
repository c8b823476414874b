import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';

import { context, type ContextValues, correlationOf, traceIdOf } from '../context';
import { Quiescence } from '../health/quiescence';
import { RequestTimes } from '../health/request-times';
import { type Span, type SpanStart, isTraced, startSpan } from '../trace/span';
import { actorOfRequest, routeOf } from './route-of';

const PROBES = /^\/(health\/|metrics$|internal\/quiescence$)/;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Gives each request its context, its measure and its line in the log, and lets connections end once the service shuts down. */
export function followRequests(
  app: NestFastifyApplication,
  fastify: FastifyInstance,
  service: string,
  log: Pino,
): void {
  const contexts = new WeakMap<FastifyRequest, ContextValues>();
  const times = app.get(RequestTimes);
  let commands = 0;
  app.get(Quiescence).register('inFlight', () => commands);

  fastify.addHook('onRequest', (request, reply, done) => {
    const span = startSpan(spanOf(service, request));
    const { traceparent } = span;
    const values = {
      service,
      traceparent,
      correlationId: correlationOf(request.headers['x-correlation-id'], traceparent),
    };
    contexts.set(request, values);
    if (!fastify.server.listening) void reply.header('connection', 'close');
    const command = READS.has(request.method) ? 0 : 1;
    commands += command;
    // 'close' comes for aborted requests too, Fastify's onResponse does not
    reply.raw.once('close', () => {
      commands -= command;
      const route = routeOf(request);
      const probe = PROBES.test(route);
      if (!probe) times.ended(request, reply, route);
      logRequest(log, request, reply, { trace: traceIdOf(traceparent), route, probe });
      // probes are no work of anybody's: their spans never end
      if (!probe && isTraced(service)) endSpan(span, request.method, route, reply.statusCode);
    });
    context.run(values, done);
  });
  // a body is read in the socket's own context: ours is entered anew
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (READS.has(request.method)) done();
    else context.run(contexts.get(request) ?? {}, done);
  });
}

const spanOf = (service: string, { method, headers }: FastifyRequest): SpanStart => ({
  service,
  name: method,
  kind: 'server',
  parent: headers.traceparent,
});

function endSpan(span: Span, method: string, route: string, status: number): void {
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
  };
  span.describe({ name: `${method} ${route}`, attributes });
  span.end(status >= 500 ? new Error(String(status)) : undefined);
}

function logRequest(
  log: Pino,
  request: FastifyRequest,
  reply: FastifyReply,
  { trace, route, probe }: { trace: string; route: string; probe: boolean },
): void {
  const status = reply.statusCode;
  const level = probe ? 'debug' : status >= 500 ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  const aborted = reply.raw.writableFinished ? undefined : true;
  const { method } = request;
  const actor = actorOfRequest(request);
  log[level]({ trace, method, route, status, actor, milliseconds, aborted }, 'request');
}
