import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { context, traceIdOf } from '@open122/service';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Refusal } from '../refusal/refusal';
import { refuse } from '../refusals';
import { ON_EVERY_ANSWER } from './answer-headers';
import { languageOf } from './language';
import { problemOf } from './problem';
import { toRefusal } from './to-refusal';

const pathOf = (request: FastifyRequest): string => request.originalUrl.split('?', 1)[0] ?? '/';

async function sendProblem(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const language = languageOf(request.headers['accept-language']);
  const traceId = traceIdOf(context.traceparent());
  const problem = problemOf(refusal, { language, instance: pathOf(request), traceId });
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds);
  await reply
    .status(refusal.status)
    .headers(ON_EVERY_ANSWER)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .send(JSON.stringify(problem));
}

const log = new Logger('Problem');

/** Answers whatever was thrown: as a problem, never as a stack trace (design §7). An error of ours is logged with its cause. */
export async function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const refusal = toRefusal(error);
  if (refusal === null || (refusal.status >= 500 && refusal !== error)) {
    log.error({
      err: error,
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      problem: 'request failed',
    });
  }
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  await sendProblem(refusal ?? refuse.internal(), request, reply);
}

/** Every error of an HTTP request ends here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    await answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
