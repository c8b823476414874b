import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../body/raw-body';
import type { Principal } from './principal';

/** The parameter of a handler that receives its {@link Principal}, as the guard verified it. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, execution: ExecutionContext): Principal =>
    execution.switchToHttp().getRequest<HttpRequest>().principal,
);
