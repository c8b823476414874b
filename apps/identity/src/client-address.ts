import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '@open122/http';

/** Set by the gateway, which drops what a client sends under this name. */
const HEADER = 'x-client-address';

/** The parameter that receives where the request came from, as the gateway saw it. Never stored or logged in clear. */
export const ClientAddress = createParamDecorator((_: unknown, execution: ExecutionContext): string => {
  const request = execution.switchToHttp().getRequest<HttpRequest>();
  const told = request.headers[HEADER];
  return typeof told === 'string' ? told : request.ip;
});
