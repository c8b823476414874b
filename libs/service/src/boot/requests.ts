import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';

import { context, type ContextValues, correlationOf, traceIdOf } from '../context';
import { Quiescence } from '../health/quiescence';
import { isTraced, type Span, type SpanStart, startSpan } from '../trace/span';

const PROBES = /^\/(health\/|metrics$|internal\/quiescence$)/;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Gives each request its context and its line in the log, and lets connections end once the service shuts down. */
export function followRequests(
  app: NestFastifyApplication,
  fastify: FastifyInstance,
  service: string,
  log: Pino,
): void {
  const contexts = new WeakMap<FastifyRequest, ContextValues>();
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
      logRequest(log, request, reply, traceIdOf(traceparent));
      if (isTraced(service)) endSpan(span, request, reply);
    });
    context.run(values, done);
  });
  // a body is read in the socket's own context: ours is entered anew
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (READS.has(request.method)) done();
    else context.run(contexts.get(request) ?? {}, done);
  });
}

/** The route's pattern, never the address: that may hold numbers. */
const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'unknown';

const spanOf = (service: string, { method, headers }: FastifyRequest): SpanStart => ({
  service,
  name: method,
  kind: 'server',
  parent: headers.traceparent,
});

/** Probes are no work of anybody's: their spans never end. */
function endSpan(span: Span, request: FastifyRequest, { statusCode }: FastifyReply): void {
  const route = routeOf(request);
  if (PROBES.test(route)) return;
  const { method } = request;
  span.describe({
    name: `${method} ${route}`,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': statusCode,
    },
  });
  span.end(statusCode >= 500 ? new Error(String(statusCode)) : undefined);
}

function logRequest(log: Pino, request: FastifyRequest, reply: FastifyReply, trace: string): void {
  const route = routeOf(request);
  const { method } = request;
  const status = reply.statusCode;
  const level = PROBES.test(route) ? 'debug' : status >= 500 ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  const aborted = reply.raw.writableFinished ? undefined : true;
  log[level]({ trace, method, route, status, milliseconds, aborted }, 'request');
}
