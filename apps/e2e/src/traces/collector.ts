import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over the wire. */
export interface Exported {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  /** By number, as OTLP has it: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
}

interface Attribute {
  key: string;
  value: { stringValue?: string };
}
/** What of OTLP over HTTP with JSON is looked at. */
interface Request {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: (Omit<Exported, 'service'> & { parentSpanId?: string })[] }[];
  }[];
}

/** Takes spans by OTLP over HTTP and tells those of a trace: `GET /<trace id>`. Shares no code with who sends them. */
export class Collector {
  readonly #traces = new Map<string, Exported[]>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        if (request.method === 'POST') this.#take(JSON.parse(body) as Request);
        const asked = this.#traces.get((request.url ?? '').slice(1)) ?? [];
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(request.method === 'POST' ? {} : asked));
      });
    });
  }
  static async open(): Promise<Collector> {
    const collector = new Collector();
    await new Promise<void>((listening) => collector.#server.listen(0, '127.0.0.1', listening));
    return collector;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take({ resourceSpans }: Request): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const named = resource.attributes.find(({ key }) => key === 'service.name');
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        const { traceId, spanId, parentSpanId = '', name, kind } = span;
        const exported = {
          service: named?.value.stringValue ?? '',
          ...{ traceId, spanId, parentSpanId, name, kind },
        };
        const trace = this.#traces.get(traceId);
        if (trace === undefined) this.#traces.set(traceId, [exported]);
        else trace.push(exported);
      }
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
