import type { FastifyRequest } from 'fastify';

const named = new WeakMap<FastifyRequest, string>();

/** Tells the template of a request whose route is a wildcard; it must not hold anything that came with the request. */
export const nameRoute = (request: FastifyRequest, template: string): void =>
  void named.set(request, template);

/** The template of a request's route, never the address: that may hold numbers. `unknown` when there is no such route. */
export const routeOf = (request: FastifyRequest): string =>
  named.get(request) ?? request.routeOptions.url ?? 'unknown';
