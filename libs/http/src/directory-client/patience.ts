import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  retry,
  wrap,
} from 'cockatiel';

import { Refusal } from '../refusal/refusal';

/** A refusal is an answer: it is neither retried nor a sign that the other side is ill. */
const failed = handleWhen((error) => !(error instanceof Refusal));

/** Retries with back-off around a breaker, for calls that may be repeated: three attempts; five failures in a row open it for 2 s. */
export const patience = (): IPolicy =>
  wrap(
    retry(failed, {
      maxAttempts: 2,
      backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 400 }),
    }),
    circuitBreaker(failed, { halfOpenAfter: 2_000, breaker: new ConsecutiveBreaker(5) }),
  );
