import { SERVICES } from '@open122/contracts';

/** Where the three servers are. */
export interface Addresses {
  /** A superuser's URL of the maintenance database; null when every service was given a database of its own. */
  readonly postgres: string | null;
  readonly redis: string;
  /** host:port, comma-separated. */
  readonly kafka: string;
}

/** True when the environment names a database for each service, so that no server of ours is needed. */
export const hasAllDatabases = (env: NodeJS.ProcessEnv): boolean =>
  SERVICES.every((service) => env[`${service.toUpperCase()}_DATABASE_URL`]);
