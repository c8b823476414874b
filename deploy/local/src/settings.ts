import { SERVICES, type ServiceName } from '@open122/contracts';

import type { Addresses } from './addresses';
import type { Secrets } from './secrets';

/** Who asks identity's directory, and whom the gateway speaks to: the settings below follow from these. */
const DIRECTORY_CALLERS = ['licence', 'vehicle', 'fulfilment'] as const satisfies ServiceName[];
const BEHIND_GATEWAY = SERVICES.filter((service) => service !== 'gateway');

export interface Places {
  readonly addresses: Addresses;
  /** Where each service is reached by the others. */
  readonly services: Readonly<Record<ServiceName, URL>>;
  /** The address each service listens on. */
  readonly listen: string;
  readonly province: string;
  readonly provinceFile: string;
}

/** Settings of all services of a province, by full name (docs/operations). */
export type ServiceSettings = Readonly<Record<string, string>>;

/**
 * The settings that make the services run on these places with this profile's secrets. What the environment names
 * already stays as it is: an address given there wins over a local copy.
 */
export function settingsOf(places: Places, secrets: Secrets, env: NodeJS.ProcessEnv): ServiceSettings {
  const made = {
    ...shared(places),
    ...Object.assign({}, ...SERVICES.map((service) => own(service, places, secrets))),
    ...Object.assign({}, ...BEHIND_GATEWAY.map((service) => principals(service, places, secrets))),
    ...Object.assign({}, ...DIRECTORY_CALLERS.map((service) => directory(service, places, secrets))),
    ...identity(secrets),
    ...fulfilment(places, secrets),
  } as Record<string, string>;
  const given = Object.keys(made).filter((name) => env[name] && name !== 'PROVINCE_FILE');
  return { ...made, ...Object.fromEntries(given.map((name) => [name, env[name] as string])) };
}

/** `http://127.0.0.1:27410`, without a slash at the end. */
export const urlOf = (service: ServiceName, { services }: Pick<Places, 'services'>): string =>
  services[service].origin;

const shared = ({ addresses, provinceFile }: Places): Record<string, string> => ({
  PROVINCE_FILE: provinceFile,
  KAFKA_BROKERS: addresses.kafka,
  REDIS_URL: addresses.redis,
});

function own(service: ServiceName, places: Places, secrets: Secrets): Record<string, string> {
  const prefix = service.toUpperCase();
  const database = `${places.province}_${service}`;
  const settings = {
    [`${prefix}_PORT`]: places.services[service].port,
    [`${prefix}_HOST`]: places.listen,
  };
  if (places.addresses.postgres === null) return settings;
  const url = (user: string): string => {
    const made = new URL(places.addresses.postgres ?? '');
    return Object.assign(made, { username: user, password: secrets.password(user), pathname: database }).href;
  };
  return {
    ...settings,
    [`${prefix}_DATABASE_URL`]: url(database),
    [`${prefix}_MIGRATOR_URL`]: url(`${database}_migrator`),
  };
}

/** The gateway tells a service who is asking: a key per service. */
function principals(service: ServiceName, places: Places, secrets: Secrets): Record<string, string> {
  const key = secrets.key(`principal-${service}`);
  return {
    [`${service.toUpperCase()}_PRINCIPAL_KEY`]: key,
    [`GATEWAY_${service.toUpperCase()}_KEY`]: key,
    [`GATEWAY_${service.toUpperCase()}_URL`]: urlOf(service, places),
  };
}

/** Services that must print a name or intern a person ask identity's directory: a key per caller. */
function directory(service: ServiceName, places: Places, secrets: Secrets): Record<string, string> {
  const key = secrets.key(`directory-${service}`);
  return {
    [`${service.toUpperCase()}_DIRECTORY_KEY`]: key,
    [`${service.toUpperCase()}_IDENTITY_URL`]: urlOf('identity', places),
    [`IDENTITY_${service.toUpperCase()}_KEY`]: key,
  };
}

const identity = (secrets: Secrets): Record<string, string> => ({
  IDENTITY_REF_KEY: secrets.key('identity-ref'),
  IDENTITY_DATA_KEY: secrets.key('identity-data'),
  IDENTITY_DATA_KEY_ID: 'local-1',
  IDENTITY_TOKEN_KEY: secrets.signingKey('identity-token'),
  IDENTITY_SMS_PORT: 'sandbox',
});

/** The sandbox courier is part of fulfilment, and calls the platform's public webhook as a real one would. */
const fulfilment = (places: Places, secrets: Secrets): Record<string, string> => ({
  FULFILMENT_SANDBOX_COURIER_KEY: secrets.signingKey('sandbox-courier'),
  FULFILMENT_GATEWAY_URL: urlOf('gateway', places),
});
