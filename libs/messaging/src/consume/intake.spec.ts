import {
  ClockMoved,
  HandoverOpened,
  type Instant,
  type PersonRef,
  type SerialNumber,
} from '@open122/contracts';
import fc from 'fast-check';
import type { KafkaMessage } from 'kafkajs';

import { aMessage, type TestMessage } from '../testing/deliver';
import { take } from './intake';

const opened = aMessage(
  HandoverOpened,
  {
    handoverId: '7f1d3ba5-8c2e-7071-ab63-2c3d4e5f6071',
    serial: 'HEL202601050000001' as SerialNumber,
    person: 'p'.repeat(43) as PersonRef,
    at: '2026-01-05T01:00:00.000Z' as Instant,
  },
  { version: 3 },
);
const raw = ({ key, value, headers }: TestMessage): KafkaMessage => ({
  ...{ key: key === null ? null : Buffer.from(key), value, headers },
  ...{ offset: '1', timestamp: '0', attributes: 0 },
});
const cause = (message: TestMessage): unknown => {
  const taken = take('fulfilment.handover', raw(message));
  return taken.kind === 'poison' ? taken.cause : taken.kind;
};

it('an event is read with its envelope', () => {
  const taken = take('fulfilment.handover', raw(opened));
  expect(taken).toMatchObject({
    kind: 'event',
    event: HandoverOpened,
    message: { type: 'HandoverOpened', key: opened.key, version: 3, topic: 'fulfilment.handover' },
  });
});

it.each<[string, Partial<TestMessage>]>([
  ['null', { value: null }],
  ['bad-json', { value: Buffer.from('{') }],
  ['bad-json', { value: Buffer.alloc(0) }],
  ['bad-schema', { value: Buffer.from('{}') }],
  ['bad-schema', { value: Buffer.from('null') }],
  ['bad-schema', { value: Buffer.from('[]') }],
  ['bad-schema', { key: 'another' }],
  ['bad-schema', { key: null }],
  ['bad-envelope', { headers: {} }],
  ['unknown-type', { headers: { ...opened.headers, ce_type: 'constructor' } }],
])('%s is poison', (expected, change) => {
  expect(cause({ ...opened, ...change })).toBe(expected);
});

it('nothing on a fact topic is a tombstone, unless nobody knows whose', () => {
  const message = aMessage(ClockMoved, { clock: 'platform' as const, offsetMilliseconds: 1 });
  expect(take('gateway.clock', raw({ ...message, value: null })).kind).toBe('tombstone');
  expect(take('gateway.clock', raw({ ...message, value: null, key: null })).kind).toBe('poison');
});

it('whatever bytes come, they are sorted, never thrown about', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.uint8Array(),
      fc.dictionary(fc.string(), fc.string()),
      (key, value, headers) => {
        const message = { key: Buffer.from(key), value: Buffer.from(value), headers };
        const taken = take('fulfilment.handover', { ...raw(opened), ...message } as KafkaMessage);
        expect(taken.kind).toBe('poison');
      },
    ),
  );
});
