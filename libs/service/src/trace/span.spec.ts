import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { context } from '../context';
import { otlpTracer } from './otlp';
import { adoptTracer, dropTracer, inSpan, isTraced, startSpan } from './span';

const CAUSE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const spanIdOf = (traceparent: string): string => traceparent.slice(36, 52);

describe('a span that nobody looks at', () => {
  it.each(['client', 'producer'] as const)('of a %s passes the trace on as it is', (kind) => {
    expect(startSpan({ name: 'x', kind, parent: CAUSE }).traceparent).toBe(CAUSE);
  });

  it.each(['server', 'consumer', 'internal'] as const)(
    'of a %s goes on in the trace by an id of its own',
    (kind) => {
      const { traceparent } = startSpan({ name: 'x', kind, parent: CAUSE });
      expect(traceparent).toMatch(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-01$`));
      expect(spanIdOf(traceparent)).not.toBe('b'.repeat(16));
    },
  );

  it.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`])(
    'begins a trace of its own when its parent is %j',
    (parent) => {
      const { traceparent } = startSpan({ name: 'x', kind: 'server', parent });
      expect(traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    },
  );
});

interface Sent {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
  links: { spanId: string }[];
  attributes: { key: string; value: object }[];
}

describe('a span that is exported', () => {
  let collector: Server;
  const sent: Sent[] = [];
  beforeAll(async () => {
    collector = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        type Body = { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
        for (const { scopeSpans } of (JSON.parse(body) as Body).resourceSpans) {
          for (const { spans } of scopeSpans) sent.push(...spans);
        }
        response.end('{}');
      });
    });
    await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => collector.close());

  const traced = async (share: number, work: () => Promise<unknown>): Promise<Sent[]> => {
    sent.length = 0;
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    adoptTracer('licence', otlpTracer({ service: 'licence', province: 'he', endpoint, share }));
    await context.run({ service: 'licence' }, work);
    await dropTracer('licence');
    return [...sent];
  };

  it('is a child of its cause, tied to its links, and tells its service alone', async () => {
    const link = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;
    let inside = '';
    const [span, ...others] = await traced(1, async () => {
      expect([isTraced(), isTraced('vehicle')]).toEqual([true, false]);
      startSpan({ name: 'of another', kind: 'server', parent: CAUSE, service: 'vehicle' }).end();
      await inSpan(
        { name: 'x', kind: 'consumer', parent: CAUSE, links: [link, 'nonsense'] },
        async (span) => {
          inside = span.traceparent;
        },
      );
    });
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      ...{ name: 'x', traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16), spanId: spanIdOf(inside) },
      links: [{ spanId: 'd'.repeat(16) }],
    });
  });

  it('tells a failure by its kind and never by its text', async () => {
    const [span] = await traced(1, async () => {
      const failing = async (): Promise<never> => {
        throw new TypeError('130102199001011234 is no number');
      };
      await expect(inSpan({ name: 'x', kind: 'internal', parent: undefined }, failing)).rejects.toThrow();
    });
    expect(span?.status.code).toBe(2);
    expect(span?.attributes).toEqual([{ key: 'error.type', value: { stringValue: 'TypeError' } }]);
    expect(JSON.stringify(span)).not.toContain('130102199001011234');
  });

  it('is left out when its trace is not sampled, by the share or by the caller', async () => {
    const none = await traced(0, async () =>
      startSpan({ name: 'x', kind: 'server', parent: undefined }).end(),
    );
    const unsampled = CAUSE.replace(/01$/, '00');
    const ofCaller = await traced(1, async () =>
      startSpan({ name: 'x', kind: 'server', parent: unsampled }).end(),
    );
    expect([none, ofCaller]).toEqual([[], []]);
  });
});
