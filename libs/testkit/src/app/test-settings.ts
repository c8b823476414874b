import type { ServiceName } from '@open122/contracts';

import { inCheckout } from '../checkout';

/** The key by which test principals are signed. */
export const TEST_PRINCIPAL_KEY = Buffer.alloc(32, 7).toString('base64url');
/** Nothing listens here. */
const NOWHERE = '127.0.0.1:9';

/** Settings with which a service starts in a test: any free port, silent, no bus, no other service. */
export const testSettings = (service: ServiceName, databaseUrl: string): NodeJS.ProcessEnv => {
  const own = (name: string): string => `${service.toUpperCase()}_${name}`;
  return {
    PROVINCE_FILE: inCheckout('deploy', 'provinces', 'he.yaml'),
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    KAFKA_BROKERS: NOWHERE,
    REDIS_URL: `redis://${NOWHERE}`,
    [own('PORT')]: '0',
    [own('LEAVE')]: '50',
    [own('DATABASE_URL')]: databaseUrl,
    [own('PRINCIPAL_KEY')]: TEST_PRINCIPAL_KEY,
    [own('IDENTITY_URL')]: `http://${NOWHERE}`,
    [own('DIRECTORY_KEY')]: TEST_PRINCIPAL_KEY,
  };
};
