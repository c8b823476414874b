import { Injectable } from '@nestjs/common';
import { Database, Metrics, remembered } from '@open122/service';

import { Bus } from '../bus';
import { outboxWaiting } from '../outbox/outbox.store';
import { DeadLetters } from '../replay/dead-letters';

/** What waits, as metrics: on the bus to be handled, in the outbox to be sent, in the dead letters for a person. */
@Injectable()
export class WatchGauges {
  constructor(bus: Bus, letters: DeadLetters, database: Database, metrics: Metrics) {
    const lag = remembered(() => bus.lag());
    metrics.gauge(
      {
        name: 'kafka_consumer_group_lag',
        help: 'messages that the service has not dealt with yet, all its instances together',
        labelNames: ['group', 'topic', 'partition'],
      },
      async () =>
        (await lag())?.map(({ topic, partition, behind }) => [
          behind,
          { group: bus.groupId, topic, partition: String(partition) },
        ]),
    );
    const outbox = remembered(() => outboxWaiting(database));
    metrics.gauge(
      { name: 'open122_outbox_rows', help: 'events not sent yet, 10000 at most' },
      async () => (await outbox())?.depth,
    );
    metrics.gauge(
      { name: 'open122_outbox_oldest_age_seconds', help: 'how long the oldest event has waited to be sent' },
      async () => (await outbox())?.oldestSeconds,
    );
    const open = remembered(() => letters.countOpen());
    metrics.gauge(
      { name: 'open122_dead_letters_open', help: 'dead letters that wait for a person, 10000 at most' },
      open,
    );
  }
}
