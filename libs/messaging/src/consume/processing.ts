import type { SpanStart } from '@open122/service';

import type { Message } from './message';

/** What dealing with messages of one topic is in a trace: a child of the only one, or tied to each of several. */
export function processing(handler: string, messages: readonly Message[]): SpanStart {
  const [first] = messages;
  const topic = first?.topic ?? '';
  const several = messages.length > 1;
  return {
    ...{ name: `process ${topic}`, kind: 'consumer' },
    parent: several ? undefined : first?.traceparent,
    links: several ? messages.map(({ traceparent }) => traceparent) : [],
    attributes: {
      ...{ 'messaging.system': 'kafka', 'messaging.operation.type': 'process' },
      ...{ 'messaging.destination.name': topic, 'messaging.batch.message_count': messages.length },
      'open122.handler': handler,
    },
  };
}
