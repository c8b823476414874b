import type { FastifyReply, FastifyRequest } from 'fastify';

import { Metrics } from './metrics';
import { RequestTimes } from './request-times';

const request = (method = 'GET', accept?: string) => ({ method, headers: { accept } }) as FastifyRequest;
const reply = (statusCode = 200, elapsedTime = 3, headersSent = true) =>
  ({ statusCode, elapsedTime, raw: { headersSent } }) as FastifyReply;

let metrics: Metrics;
let times: RequestTimes;
beforeEach(() => {
  metrics = new Metrics();
  times = new RequestTimes(metrics);
});
/** The lines of a kind, without the metric's name. */
const told = async (kind: 'count' | 'sum' | 'bucket') =>
  [...(await metrics.registry.metrics()).matchAll(/^http_server_request_duration_seconds_(\w+)(.*)$/gm)]
    .filter(([, suffix]) => suffix === kind)
    .map(([, , line]) => line);

it('a request is measured by method, template and status, in seconds', async () => {
  times.ended(request(), reply(200, 40), '/toys/:id');
  times.ended(request(), reply(200, 80), '/toys/:id');
  times.ended(request(), reply(404), '/toys/:id');
  const of = (status: number) =>
    `{http_request_method="GET",http_route="/toys/:id",http_response_status_code="${status}"}`;
  expect(await told('count')).toEqual([`${of(200)} 2`, `${of(404)} 1`]);
  expect(await told('sum')).toEqual([`${of(200)} 0.12`, `${of(404)} 0.003`]);
  expect((await told('bucket')).filter((line) => line?.includes('le="0.05"') === true)).toHaveLength(2);
});

it('methods that clients invent are one', async () => {
  for (const method of ['PROPFIND', 'MKCOL', 'BREW']) times.ended(request(method), reply(404), 'unknown');
  const lines = await told('count');
  expect(lines.every((line) => line?.includes('http_request_method="_OTHER"') === true)).toBe(true);
});

it('of a client that left before the answer no status is told', async () => {
  times.ended(request(), reply(200, 9, false), '/toys');
  expect(await told('count')).toEqual([
    '{http_request_method="GET",http_route="/toys",http_response_status_code=""} 1',
  ]);
});

it('an open stream is left out, a refused one is not', async () => {
  times.ended(request('GET', 'text/event-stream'), reply(200, 3_600_000), '/toys');
  expect(await told('count')).toEqual([]);
  times.ended(request('GET', 'text/event-stream'), reply(503), '/toys');
  expect(await told('count')).toHaveLength(1);
});

it('measuring costs a request a few microseconds at most', () => {
  const [asked, answered, routes] = [
    request(),
    reply(),
    Array.from({ length: 50 }, (_, at) => `/toys/${at}`),
  ];
  const measure = (count: number) => {
    for (let at = 0; at < count; at += 1) times.ended(asked, answered, routes[at % 50] ?? '');
  };
  measure(20_000);
  const begun = process.cpuUsage();
  measure(100_000);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 100_000).toBeLessThan(10);
});
