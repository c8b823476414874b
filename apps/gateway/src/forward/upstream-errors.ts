import { Refusal } from '@open122/http';

import { refuse } from '../refusals';

/** Seconds; a service that was killed is back within a few. */
const COME_BACK_AFTER_SECONDS = 2;
const LATE = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** The connection was cut while it was idle or before an answer began. */
const CUT = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** Nobody listens there at present: nothing was sent. */
const REFUSED = new Set([
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** A connection that broke says nothing about the next one; the service may have done what it was asked for. */
export const wasCut = (error: unknown): boolean => CUT.has(codeOf(error));
/** The service never heard of the request. */
export const wasRefused = (error: unknown): boolean => REFUSED.has(codeOf(error));

/** A service that is away answers 503, one that takes too long 504; either may be asked again with the same request. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const refusal = LATE.has(codeOf(error)) ? refuse.late() : refuse.away();
  return refusal.with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
}
