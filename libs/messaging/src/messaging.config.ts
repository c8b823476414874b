import { list, shared, str } from '@open122/service';

/** Settings of every service on the bus; spread them into the service's own. */
export const messagingSettings = {
  KAFKA_BROKERS: shared(list({ desc: 'Kafka brokers, host:port separated by commas' })),
  KAFKA_TLS: shared(
    str({ choices: ['on', 'off'], default: 'off', desc: 'whether the brokers speak TLS; see `TLS_CA`' }),
  ),
  KAFKA_SASL: shared(
    str({
      choices: ['plain', 'scram-sha-256', 'scram-sha-512'],
      default: undefined,
      desc: 'how a service says to the brokers who it is; not at all when left out',
    }),
  ),
  KAFKA_USERNAME: str({ default: undefined, desc: 'its name at the brokers' }),
  KAFKA_PASSWORD: str({ default: undefined, desc: 'its password at the brokers' }),
  OPEN122_CRASH: shared(
    str({
      default: undefined,
      desc: 'for fault tests: a crash point, `point:n` for its n-th passing, `point:n:freeze` to stop there; refused in production',
    }),
  ),
};
