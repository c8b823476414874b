import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { continueTrace, traceIdOf } from '@open122/service';

import type { Refusal } from '../refusal/refusal';
import { refuse } from '../refusals';
import { ON_EVERY_ANSWER } from './answer-headers';
import { problemOf } from './problem';

/** A connection whose bytes Node cannot read; `_httpMessage` is the answer under way on it, as Node itself looks at it. */
type Unreadable = Socket & { _httpMessage?: ServerResponse | null };

const REASONS: Readonly<Record<string, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function refusalOf(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refuse.tooSlow();
  return code === 'HPE_HEADER_OVERFLOW' ? refuse.headersTooLarge() : refuse.notHttp();
}

/** Nothing was understood, so neither its language nor its address is known. */
function answerOf(refusal: Refusal): string {
  const traceId = traceIdOf(continueTrace(undefined));
  const body = JSON.stringify(problemOf(refusal, { language: 'zh-CN', instance: '/', traceId }));
  const head = [
    `HTTP/1.1 ${refusal.status} ${REASONS[refusal.status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    'content-language: zh-CN',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(ON_EVERY_ANSWER).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/**
 * What cannot be read as HTTP never becomes a request: Fastify would answer it in a format of its own (design §7: every error is a
 * problem document). An expectation that we do not know is not one that we need to meet (RFC 9110 §10.1.1).
 */
export function refuseUnreadable(adapter: FastifyAdapter): void {
  const server = adapter.getHttpServer() as Server;
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Unreadable) => {
    const begun = socket._httpMessage?.headersSent === true;
    if (socket.writable && !begun && error.code !== 'ECONNRESET')
      socket.write(answerOf(refusalOf(error.code)));
    socket.destroy(error);
  });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
