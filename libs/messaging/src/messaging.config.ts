import { list, shared, str } from '@open122/service';

/** Settings of every service on the bus; spread them into the service's own. */
export const messagingSettings = {
  KAFKA_BROKERS: shared(list({ desc: 'Kafka brokers, host:port separated by commas' })),
  OPEN122_CRASH: shared(
    str({
      default: undefined,
      desc: 'for fault tests: a crash point, `point:n` for its n-th passing, `point:n:freeze` to stop there; refused in production',
    }),
  ),
};
