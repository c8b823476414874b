import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';

import { context, type ContextValues, continueTrace, correlationOf } from '../context';
import { Quiescence } from '../health/quiescence';
import { Shutdown } from '../shutdown';

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
  const shutdown = app.get(Shutdown);
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
    if (shutdown.begun) void reply.header('connection', 'close');
    const command = READS.has(request.method) ? 0 : 1;
    commands += command;
    // 'close' comes for aborted requests too, Fastify's onResponse does not
    reply.raw.once('close', () => {
      commands -= command;
      context.run(values, () =>
        logRequest(log, request, reply.statusCode, reply.elapsedTime, reply.raw.writableFinished),
      );
    });
    context.run(values, done);
  });
  // a body is read in the socket's own context: ours is entered anew
  fastify.addHook('preValidation', (request, _reply, done) => {
    context.run(contexts.get(request) ?? {}, done);
  });
}

/** The route's pattern, never the address: that may hold numbers. */
function logRequest(
  log: Pino,
  request: FastifyRequest,
  status: number,
  elapsed: number,
  finished: boolean,
): void {
  const route = request.routeOptions.url ?? 'unknown';
  const level = PROBES.test(route) ? 'debug' : status >= 500 ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const milliseconds = Math.round(elapsed * 10) / 10;
  log[level](
    { method: request.method, route, status, milliseconds, aborted: finished ? undefined : true },
    'request',
  );
}
