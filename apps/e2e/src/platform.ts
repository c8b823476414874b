import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ServiceName, SERVICES } from '@open122/contracts';
import { ensureAdministrator, LocalProvince, LocalStack, type ProvinceOptions } from '@open122/local';

import { appoint, staff, type StaffSecrets } from './story/cast';
import { GatewayClient } from './story/gateway-client';

/** Where a platform for tests runs; plain data, so that it reaches the tests through the environment. */
export interface Platform {
  gateway: string;
  /** Each service's own address, past the gateway. */
  services: Record<ServiceName, string>;
  secrets: string;
  logs: string;
  brokers: string[];
  settings: Record<string, string>;
}

/** All load comes from one address and few accounts. */
export const NO_LIMITS = {
  GATEWAY_LIMIT_CLIENT: '1000000000',
  GATEWAY_LIMIT_ACCOUNT: '1000000000',
  GATEWAY_LIMIT_SIGN_IN: '1000000000',
};

/** A province on servers of its own, beside `npm start` and beside the servers of the other tests. */
export async function startPlatform(
  profile: 'e2e' | 'faults',
  options: ProvinceOptions,
): Promise<{ stack: LocalStack; province: LocalProvince; platform: Platform }> {
  const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', KAFKA_BROKERS: '' };
  const stack = new LocalStack(profile, { env, fresh: true, supervised: true, command: 'test' });
  try {
    await stack.start();
    // hashing is not what they are about
    const settings = { IDENTITY_PASSWORD_COST: 'owasp-minimum', ...options.env };
    const province = new LocalProvince(stack, { ...options, env: settings });
    await province.prepare();
    await province.start();
    await ensureAdministrator(stack, province);
    const services = Object.fromEntries(SERVICES.map((name) => [name, province.url(name)]));
    const platform: Platform = {
      gateway: province.url('gateway'),
      services: services as Platform['services'],
      secrets: stack.profile.secrets,
      logs: stack.profile.logs,
      brokers: stack.addresses.kafka.split(','),
      settings: { ...province.settings },
    };
    return { stack, province, platform };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** The platform that the journeys share. */
export function thePlatform(): Platform {
  const told = process.env.E2E_PLATFORM;
  if (told === undefined) throw new Error('The journeys run by `npm test`, which starts their platform.');
  return JSON.parse(told) as Platform;
}

/** So many administrators beside the first: whoever signs in as one of his own waits for no code that another used up this half minute. */
export async function appointAdministrators(
  { gateway: url, secrets }: Platform,
  count: number,
): Promise<void> {
  const gateway = new GatewayClient(url);
  const first = staff(gateway, secretsIn(join(secrets, 'administrator.json')));
  await first.token();
  const folder = join(secrets, 'administrators');
  mkdirSync(folder);
  const one = async (_: unknown, number: number): Promise<void> => {
    const made = await appoint(gateway, first, { role: 'administrator' });
    writeFileSync(join(folder, `${number}.json`), JSON.stringify(made.secrets));
  };
  await Promise.all(Array.from({ length: count }, one));
}

/** The secrets of an administrator whom nobody else gets. */
export function administratorOf({ secrets }: Pick<Platform, 'secrets'>): StaffSecrets {
  const folder = join(secrets, 'administrators');
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error('all administrators are taken: appoint more');
  const made = secretsIn(join(folder, file));
  rmSync(join(folder, file));
  return made;
}

const secretsIn = (file: string): StaffSecrets => JSON.parse(readFileSync(file, 'utf8')) as StaffSecrets;

/** The database of a service, by its own role. */
export const databaseOf = ({ settings }: Platform, service: ServiceName): string =>
  settings[`${service.toUpperCase()}_DATABASE_URL`] ?? '';
