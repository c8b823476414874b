import { topicName, type TopicName, topics } from '@open122/contracts';

import { printable, textHeaders } from '../envelope/read';
import type { BusAccess } from '../kafka/bus-access';
import { TopicReader } from '../kafka/topic-reader';

/** Some hundred events: an import publishes them by the ten thousand, and who watches must go on answering. */
const BYTES_AT_ONCE = 64 * 1024;

/** An event as it crossed the bus, without its payload. */
export interface TappedEvent {
  /** Full Kafka name. */
  topic: string;
  key: string;
  id: string;
  type: string;
  time: string;
  correlation: string;
}

/** Hears of every event of a province from now on; the sandbox shows them. Resolves at once, also when the broker is away. */
export async function tapTopics(
  bus: BusAccess,
  province: string,
  onEvent: (event: TappedEvent) => void,
): Promise<{ close(): Promise<void> }> {
  const reader = new TopicReader({
    bus,
    name: `${province}.tap`,
    topics: (Object.keys(topics) as TopicName[]).map((name) => topicName(province, name)),
    from: 'now',
    bytesAtOnce: BYTES_AT_ONCE,
    read: (topic, _partition, messages) => {
      for (const message of messages) {
        const headers = textHeaders(message.headers);
        onEvent({
          topic,
          key: printable(message.key),
          id: headers.ce_id ?? '',
          type: headers.ce_type ?? '',
          time: headers.ce_time ?? '',
          correlation: headers.correlationid ?? '',
        });
      }
    },
  });
  reader.start();
  return { close: () => reader.close() };
}
