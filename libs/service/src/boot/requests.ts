import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';

import { context, type ContextValues, continueTrace, correlationOf, traceIdOf } from '../context';
import { Quiescence } from '../health/quiescence';

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
    const traceparent = continueTrace(request.headers.traceparent);
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
function logRequest(
  log: Pino,
  { routeOptions, method }: FastifyRequest,
  reply: FastifyReply,
  trace: string,
): void {
  const route = routeOptions.url ?? 'unknown';
  const status = reply.statusCode;
  const level = PROBES.test(route) ? 'debug' : status >= 500 ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  const aborted = reply.raw.writableFinished ? undefined : true;
  log[level]({ trace, method, route, status, milliseconds, aborted }, 'request');
}
