import { baseSettings, ConfigurationError, readSettings, trusting, type Values } from '@open122/service';
import type { KafkaConfig, SASLOptions } from 'kafkajs';

import { messagingSettings } from '../messaging.config';

/** How the brokers are reached: where they are, whether over TLS, and as whom. */
export type BusAccess = Pick<KafkaConfig, 'ssl' | 'sasl'> & { readonly brokers: readonly string[] };

/** The settings it is made of. */
const busSettings = { ...messagingSettings, TLS_CA: baseSettings.TLS_CA };
export type BusSettings = Values<typeof busSettings>;

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

/**
 * Of a program that a person runs, who is somebody else to the brokers than the services are. Throws {@link ConfigurationError} with
 * everything that is wrong.
 */
export function busAccessOf(env: NodeJS.ProcessEnv): BusAccess {
  const { values, problems } = readSettings(busSettings, env);
  if (problems.length > 0) throw new ConfigurationError('this program', problems);
  return busAccess('this program', values);
}
