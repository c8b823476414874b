import { context, continueTrace } from '../context';

/** What a span is in its trace, as OpenTelemetry names it. `client` and `producer` call on, the others begin work of their own. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

export interface SpanStart {
  /** Few different ones: a route or a topic, never an id. */
  readonly name: string;
  readonly kind: SpanKind;
  /** A traceparent of whoever caused it; a new trace begins when it is missing or malformed. */
  readonly parent: unknown;
  /** By OpenTelemetry's semantic conventions. No personal data. */
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Traceparents of others that caused it too. */
  readonly links?: readonly string[];
  /** The service at work when left out. */
  readonly service?: string;
}

/** A piece of work in a trace. */
export interface Span {
  /** What travels on to whatever it causes. */
  readonly traceparent: string;
  /** Changes what is known later than at its start. */
  describe(more: { name?: string; attributes?: SpanStart['attributes'] }): void;
  /** It is over; with an error it has failed. A span that never ends is never exported. */
  end(error?: unknown): void;
}

/** Where a service's spans go. */
export interface Tracer {
  start(start: SpanStart): Span;
  /** Sends what is left, and ends. */
  close(): Promise<void>;
}

const tracers = new Map<string, Tracer>();

export const adoptTracer = (service: string, tracer: Tracer): unknown => tracers.set(service, tracer);
export const dropTracer = async (service: string): Promise<void> => {
  const tracer = tracers.get(service);
  tracers.delete(service);
  await tracer?.close();
};

/** Whether spans of a service, of the one at work when left out, are exported. Ask before doing what only spans need. */
export const isTraced = (service?: string): boolean =>
  tracers.size > 0 && tracers.has(service ?? context.service() ?? '');

/**
 * Begins a span of the service at work. Where none are exported (the default) it costs no more than an id: the trace goes on in
 * headers, logs and events all the same.
 */
export function startSpan(start: SpanStart): Span {
  const tracer = tracers.size === 0 ? undefined : tracers.get(start.service ?? context.service() ?? '');
  return tracer?.start(start) ?? new Untraced(start);
}

/** A call of another service or of the outside over HTTP, by the work at hand. `to` names who is called, by few different names. */
export const calling = (method: string, to: string): SpanStart => ({
  ...{ name: method, kind: 'client', parent: context.traceparent() },
  attributes: { 'http.request.method': method, 'server.address': to },
});

/** As {@link startSpan} around work; what it throws is the span's failure. */
export async function inSpan<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T> {
  const span = startSpan(start);
  try {
    const result = await work(span);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

class Untraced implements Span {
  readonly traceparent: string;

  constructor({ kind, parent }: SpanStart) {
    const calls = kind === 'client' || kind === 'producer';
    this.traceparent = calls && typeof parent === 'string' && parent !== '' ? parent : continueTrace(parent);
  }
  describe(): void {
    // nobody looks
  }
  end(): void {
    // nobody looks
  }
}
