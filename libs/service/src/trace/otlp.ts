import {
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  type SpanContext,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';

import type { Span, SpanKind, SpanStart, Tracer } from './span';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
  internal: OtelKind.INTERNAL,
};
/** A collector that takes nothing does not hold up our end. */
const CLOSE_WITHIN = 2_000;
/** More say nothing more. */
const MOST_LINKS = 100;

export interface Otlp {
  readonly service: string;
  readonly province: string;
  /** Base address of a collector, OTLP over HTTP with JSON. */
  readonly endpoint: string;
  /** Of the traces that begin here so many are sampled, 0 to 1; a caller's decision is kept. */
  readonly share: number;
}

/** Exports spans by OTLP. This file is loaded only where an operator wants it (ADR 14). */
export function otlpTracer({ service, province, endpoint, share }: Otlp): Tracer {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      ...{ 'service.name': service, 'service.namespace': `open122.${province}` },
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 5_000 }), {
        scheduledDelayMillis: 1_000,
        maxQueueSize: 8_192,
        maxExportBatchSize: 1_024,
      }),
    ],
  });
  const tracer = provider.getTracer('open122');
  return {
    start({ name, kind, parent, attributes = {}, links = [] }: SpanStart): Span {
      const cause = contextOf(parent);
      const within = cause === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, cause);
      const options = { kind: KINDS[kind], attributes, links: linksOf(links) };
      return new Traced(tracer.startSpan(name, options, within));
    },
    close: async () => {
      const late = new Promise<void>((passed) => setTimeout(passed, CLOSE_WITHIN).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

class Traced implements Span {
  readonly traceparent: string;

  constructor(private readonly span: OtelSpan) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }
  describe({ name, attributes }: Parameters<Span['describe']>[0]): void {
    if (name !== undefined) this.span.updateName(name);
    if (attributes !== undefined) this.span.setAttributes(attributes);
  }
  /** The error's kind alone: its text may tell what no trace should. */
  end(error?: unknown): void {
    if (error !== undefined) {
      this.span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}

const PARTS = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
function contextOf(traceparent: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = typeof traceparent === 'string' ? (PARTS.exec(traceparent) ?? []) : [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(found) ? found : undefined;
}

const linksOf = (traceparents: readonly string[]): Link[] =>
  traceparents.slice(0, MOST_LINKS).flatMap((each) => {
    const context = contextOf(each);
    return context === undefined ? [] : [{ context }];
  });
