import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';

import { Metrics } from './metrics';

/** Seconds; those of the OpenTelemetry semantic conventions for HTTP. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** A method that nobody knows is a client's to invent. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

/** How long requests took, by route and how they ended. Each is measured once, so a series is looked up and not put together. */
@Injectable()
export class RequestTimes {
  readonly #histogram;
  readonly #series = new Map<string, { observe(seconds: number): void }>();

  constructor({ registry }: Metrics) {
    this.#histogram = new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'duration of HTTP requests by method, route template and status; probes and open streams left out',
      labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  /** `route` is a template: it never holds what a client sent. */
  ended({ method, headers }: FastifyRequest, reply: FastifyReply, route: string): void {
    const { raw, statusCode } = reply;
    // a stream lasts as long as its client looks at it
    if (statusCode < 400 && headers.accept?.includes('text/event-stream') === true) return;
    // of a client that left before the answer no status is known
    const status = raw.headersSent ? String(statusCode) : '';
    const key = `${method} ${status} ${route}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = this.#histogram.labels({
        http_request_method: METHODS.has(method) ? method : '_OTHER',
        http_route: route,
        http_response_status_code: status,
      });
      this.#series.set(key, series);
    }
    series.observe(reply.elapsedTime / 1_000);
  }
}
