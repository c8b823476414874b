import type { Instant } from '@open122/contracts';
import fc from 'fast-check';

import { type Envelope, fromHeaders, newEventId, toHeaders } from './envelope';

const envelope: Envelope = {
  id: newEventId(),
  type: 'HandoverOpened',
  source: '/he/fulfilment',
  time: '2026-01-05T01:00:00.000Z' as Instant,
  aggregateVersion: 7,
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  correlationId: 'c'.repeat(32),
  causationId: newEventId(),
};

it('what is written into headers is read from them', () => {
  expect(fromHeaders(toHeaders(envelope))).toEqual(envelope);
  const uncaused = { ...envelope, causationId: undefined };
  expect(fromHeaders(toHeaders(uncaused))).toEqual(uncaused);
});

it.each(['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'aggregateversion'])(
  'an envelope without %s is refused by name',
  (name) => {
    const { [name]: _, ...rest } = toHeaders(envelope);
    expect(fromHeaders(rest)).toContain(name);
  },
);

it.each([
  ['ce_id', 'a b'],
  ['ce_id', ''],
  ['ce_time', '2026-01-05'],
  ['aggregateversion', '-1'],
  ['aggregateversion', '01'],
  ['aggregateversion', '99999999999999999'],
  ['ce_specversion', '0.3'],
])('%s = %p is refused', (name, value) => {
  expect(typeof fromHeaders({ ...toHeaders(envelope), [name]: value })).toBe('string');
});

it('no headers whatever make it throw', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (headers) => {
      fromHeaders({ ...toHeaders(envelope), ...headers });
      fromHeaders(headers);
    }),
  );
});

it('event ids are UUIDs of version 7 that grow with time', async () => {
  const first = newEventId();
  await new Promise((resolve) => setTimeout(resolve, 3));
  const second = newEventId();
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(second > first).toBe(true);
});
