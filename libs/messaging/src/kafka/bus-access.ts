import { ConfigurationError, trusting } from '@open122/service';
import type { KafkaConfig, SASLOptions } from 'kafkajs';

/** How the brokers are reached: where they are, whether over TLS, and as whom. */
export type BusAccess = Pick<KafkaConfig, 'ssl' | 'sasl'> & { readonly brokers: readonly string[] };

/** The settings it is made of: `messagingSettings` and `TLS_CA`. */
export interface BusSettings {
  readonly KAFKA_BROKERS: readonly string[];
  readonly KAFKA_TLS: string;
  readonly KAFKA_SASL: SaslMechanism | undefined;
  readonly KAFKA_USERNAME: string | undefined;
  readonly KAFKA_PASSWORD: string | undefined;
  readonly TLS_CA?: string | undefined;
}

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** Of `who`, e.g. a service. Throws {@link ConfigurationError} when it is to say who it is and has no name or password. */
export function busAccess(who: string, values: BusSettings): BusAccess {
  const { KAFKA_BROKERS: brokers, KAFKA_SASL: mechanism, KAFKA_USERNAME, KAFKA_PASSWORD } = values;
  const ssl = values.KAFKA_TLS === 'on' ? trusting(values) : false;
  if (mechanism === undefined) return { brokers, ssl };
  const missing = Object.entries({ KAFKA_USERNAME, KAFKA_PASSWORD }).filter(
    ([, value]) => value === undefined,
  );
  if (missing.length > 0)
    throw new ConfigurationError(
      who,
      missing.map(([name]) => `${name} of it is missing: KAFKA_SASL is ${mechanism}`),
    );
  const login = { username: KAFKA_USERNAME ?? '', password: KAFKA_PASSWORD ?? '' };
  return { brokers, ssl, sasl: { mechanism, ...login } as SASLOptions };
}

/** Of a program that a person runs, who is somebody else to the brokers than the services are. Throws for what is no setting. */
export function busAccessOf(env: NodeJS.ProcessEnv): BusAccess {
  const of = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const mechanism = SASL_MECHANISMS.find((each) => each === of('KAFKA_SASL'));
  if (of('KAFKA_SASL') !== mechanism)
    throw new ConfigurationError('this program', [`KAFKA_SASL is none of ${SASL_MECHANISMS.join(', ')}`]);
  return busAccess('this program', {
    KAFKA_BROKERS: (of('KAFKA_BROKERS') ?? '').split(','),
    KAFKA_TLS: of('KAFKA_TLS') ?? 'off',
    ...{ KAFKA_SASL: mechanism, KAFKA_USERNAME: of('KAFKA_USERNAME'), KAFKA_PASSWORD: of('KAFKA_PASSWORD') },
    TLS_CA: of('TLS_CA'),
  });
}
