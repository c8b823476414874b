import { context, continueTrace, correlationOf, traceIdOf } from './context';

const TRACE = 'a'.repeat(32);
const header = `00-${TRACE}-${'b'.repeat(16)}-01`;

it("a caller's trace goes on with a span of our own", () => {
  const ours = continueTrace(header);
  expect(traceIdOf(ours)).toBe(TRACE);
  expect(ours).not.toBe(header);
});

it.each([undefined, '', 'x', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, `${header}-more`, [header]])(
  'a trace that is missing or malformed is replaced: %j',
  (wrong) => {
    expect(continueTrace(wrong)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceIdOf(continueTrace(wrong))).not.toBe(TRACE);
  },
);

it('a correlation id is taken over when it is well-formed, else it is the trace', () => {
  expect(correlationOf('errand-42', header)).toBe('errand-42');
  expect(correlationOf('no\nnewline', header)).toBe(TRACE);
});

it('what a context leaves out is inherited, through promises too', async () => {
  await context.run({ service: 'licence', correlationId: 'errand-42' }, async () => {
    await Promise.resolve();
    context.run({ traceparent: header }, () => {
      expect(context.service()).toBe('licence');
      expect(context.correlationId()).toBe('errand-42');
      expect(context.traceparent()).toBe(header);
    });
  });
  expect(context.service()).toBeUndefined();
});
