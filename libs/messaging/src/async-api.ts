import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { deadLetterTopic, type EventDefinition, topicName, type TopicName, topics } from '@open122/contracts';

import { wantedTopics } from './topics/ensure-topics';

const text = { type: 'string' } as const;
/** CloudEvents 1.0 attributes in Kafka headers, and ours. */
const headers = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'aggregateversion'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { ...text, description: 'the same for every delivery of this event' },
    ce_type: text,
    ce_source: { ...text, description: '/<province>/<service>' },
    ce_time: { ...text, format: 'date-time', description: 'platform time' },
    'content-type': { const: 'application/json' },
    aggregateversion: { ...text, description: 'version of the aggregate after the event; grows per key' },
    traceparent: { ...text, description: 'W3C trace context' },
    correlationid: text,
    causationid: { ...text, description: 'ce_id of the event that caused this one' },
  },
} as const;

const names = Object.keys(topics) as TopicName[];
const eventsOf = (name: TopicName) => topics[name].events as readonly EventDefinition<never>[];
const ref = (...path: string[]) => ({
  $ref: `#/${path.map((each) => each.replaceAll('/', '~1')).join('/')}`,
});

/** What crosses the bus of a province, as an AsyncAPI 3.0 document: made from the contracts, so that it is never wrong. */
export function asyncApi(province: string): Record<string, unknown> {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: `open122, events of the province ${province}`,
      version: '1',
      description:
        'Fact topics are compacted and carry full state; process topics carry what happened, for 30 days.',
    },
    defaultContentType: 'application/json',
    channels: channels(province),
    operations: Object.fromEntries(names.flatMap((name) => operations(name))),
    components: { messages: messages() },
  };
  // schemas carry symbols that are no part of the document
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
}

function channels(province: string): Record<string, unknown> {
  const settings = new Map(wantedTopics(province).map((each) => [each.topic, each]));
  return Object.fromEntries(
    names.map((name) => {
      const address = topicName(province, name);
      const channel = {
        address,
        description: `${topics[name].kind} topic; what cannot be handled goes to ${deadLetterTopic(province, name)}`,
        messages: Object.fromEntries(
          eventsOf(name).map(({ type }) => [type, ref('components', 'messages', type)]),
        ),
        bindings: {
          kafka: {
            topic: address,
            partitions: settings.get(address)?.partitions,
            topicConfiguration: settings.get(address)?.config,
          },
        },
      };
      return [name, channel];
    }),
  );
}

function operations(name: TopicName): [string, unknown][] {
  const { producer, consumers } = topics[name];
  const operation = (action: 'send' | 'receive') => ({ action, channel: ref('channels', name) });
  return [
    [`${producer} says ${name}`, operation('send')],
    ...consumers.map((each): [string, unknown] => [`${each} hears ${name}`, operation('receive')]),
  ];
}

function messages(): Record<string, unknown> {
  const all = new Map(names.flatMap((name) => eventsOf(name).map((event) => [event.type, event] as const)));
  return Object.fromEntries(
    [...all].map(([type, { schema, key }]) => [
      type,
      {
        name: type,
        headers,
        payload: schema,
        bindings: { kafka: { key: { type: 'string', description: `the payload's ${key}` } } },
      },
    ]),
  );
}

/** `node libs/messaging/dist/src/async-api.js` writes docs/asyncapi.json, for the province he. */
if (require.main === module) {
  const file = join(__dirname, '..', '..', '..', '..', 'docs', 'asyncapi.json');
  writeFileSync(file, `${JSON.stringify(asyncApi('he'), null, 2)}\n`);
}
