import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from './raw-body';
import { type Language, languageOf } from '../problem/language';

/** The parameter that receives the SHA-256 of the raw body, base64url. */
export const BodyDigest = createParamDecorator(
  (_: unknown, execution: ExecutionContext): string =>
    execution.switchToHttp().getRequest<HttpRequest>().bodyDigest,
);

/** The parameter that receives the language of the answer. */
export const CurrentLanguage = createParamDecorator((_: unknown, execution: ExecutionContext): Language =>
  languageOf(execution.switchToHttp().getRequest<HttpRequest>().headers['accept-language']),
);
