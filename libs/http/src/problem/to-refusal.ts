import { HttpException } from '@nestjs/common';
import { isUnavailable, sqlState } from '@open122/service';

import { Refusal } from '../refusal/refusal';
import { refuse } from '../refusals';

/** Seconds after which a client may come back when the infrastructure is away (quality R8: back within seconds). */
const COME_BACK_AFTER_SECONDS = 2;

/** What the framework itself refuses, before any handler ran. */
function ofFramework(status: number): Refusal | null {
  switch (status) {
    case 400:
      return refuse.malformed();
    case 404:
    case 405:
      return refuse.unknownRoute();
    case 413:
      return refuse.tooLarge();
    case 415:
      return refuse.unsupportedMediaType();
    default:
      return status >= 400 && status < 500 ? refuse.badTarget() : null;
  }
}

/** Outside Nest's own routes the server's errors come as they are. */
const isOfFastify = (error: unknown): error is { statusCode: number } =>
  error instanceof Error &&
  'code' in error &&
  String(error.code).startsWith('FST_') &&
  'statusCode' in error &&
  typeof error.statusCode === 'number';

function ofSqlState(state: string | undefined): Refusal | null {
  if (state === '23505') return refuse.conflict();
  // Class 22 is data that the column's type cannot hold (a NUL in a text, a number out of range): the caller's input.
  return state?.startsWith('22') === true ? refuse.invalid() : null;
}

/** Whatever was thrown, as something that may be told to the caller; null when it is an error of ours. */
export function toRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof HttpException) return ofFramework(error.getStatus());
  if (isOfFastify(error)) return ofFramework(error.statusCode);
  if (isUnavailable(error)) return refuse.unavailable().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
  return ofSqlState(sqlState(error));
}
