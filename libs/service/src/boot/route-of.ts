import type { FastifyRequest } from 'fastify';

const acting = new WeakMap<FastifyRequest, string>();
const named = new WeakMap<FastifyRequest, string>();

/** Tells the template of a request whose route is a wildcard; it must not hold anything that came with the request. */
export const nameRoute = (request: FastifyRequest, template: string): void =>
  void named.set(request, template);

/** The template of a request's route, never the address: that may hold numbers. `unknown` when there is no such route. */
export const routeOf = (request: FastifyRequest): string =>
  named.get(request) ?? request.routeOptions.url ?? 'unknown';

/** Tells on whose behalf a request runs, for its line in the log: a reference, never a name or a number. */
export const nameActor = (request: FastifyRequest, actor: string): void => void acting.set(request, actor);

/** Undefined when nobody said who acts: the request ended before that was known. */
export const actorOfRequest = (request: FastifyRequest): string | undefined => acting.get(request);
