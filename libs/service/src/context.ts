import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** What travels with one piece of work, from the HTTP request or message that caused it to every log line and event. */
export interface ContextValues {
  /** The service at work: several of them may share a process. */
  service: string;
  /** W3C trace context, version 00. */
  traceparent: string;
  correlationId: string;
}

const storage = new AsyncLocalStorage<Partial<ContextValues>>();
const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;
const CORRELATION = /^[A-Za-z0-9_-]{8,64}$/;
const NO_TRACE = '0'.repeat(32);

const pool = Buffer.alloc(4_096);
let used = pool.length;
/** Filled in bulk, as each request takes some; these ids are no secrets. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

const spanOf = (traceId: string, flags: string): string => `00-${traceId}-${randomHex(8)}-${flags}`;

/** A new span of the caller's trace; a new trace when the header is missing or malformed. */
export function continueTrace(header: unknown): string {
  const [, traceId, flags] = typeof header === 'string' ? (TRACEPARENT.exec(header) ?? []) : [];
  if (traceId === undefined || flags === undefined || traceId === NO_TRACE) {
    return spanOf(randomHex(16), '01');
  }
  return spanOf(traceId, flags);
}

/** The trace id of a traceparent: what users quote and operators search for. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** A caller's correlation id when it is well-formed, else the trace's. */
export const correlationOf = (header: unknown, traceparent: string): string =>
  typeof header === 'string' && CORRELATION.test(header) ? header : traceIdOf(traceparent);

/** The context of the work at hand. Outside any, a fresh trace is made up at each call. */
export const context = {
  service: (): string | undefined => storage.getStore()?.service,
  traceparent: (): string => storage.getStore()?.traceparent ?? continueTrace(undefined),
  correlationId: (): string => storage.getStore()?.correlationId ?? traceIdOf(context.traceparent()),
  /** Values left out are inherited from the surrounding context. */
  run: <T>(values: Partial<ContextValues>, work: () => T): T =>
    storage.run({ ...storage.getStore(), ...values }, work),
  current: (): Partial<ContextValues> => storage.getStore() ?? {},
};
