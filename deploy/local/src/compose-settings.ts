import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SERVICES, type ServiceName } from '@open122/contracts';

import { at, type Profile } from './profile';
import { provinceCode, provinceFileOf, writeProvinceFile } from './province-file';
import { Secrets } from './secrets';
import { type Places, type ServiceSettings, settingsOf } from './settings';

const FOLDER = at('.local', 'compose');
/** Where docker-compose.yml mounts the province file. */
const PROVINCE_IN_CONTAINER = '/province/province.yaml';
export const SERVICE_PORT = 8080;

/** The settings of the services as docker-compose.yml runs them: the same as locally, at the containers' names. */
export function composeSettings(secrets: Secrets, province: string): ServiceSettings {
  const services = Object.fromEntries(
    SERVICES.map((service) => [service, new URL(`http://${service}:${SERVICE_PORT}`)]),
  ) as Record<ServiceName, URL>;
  const postgres = `postgres://postgres:${secrets.password('postgres')}@postgres:5432/postgres`;
  const places: Places = {
    addresses: { postgres, redis: 'redis://redis:6379', kafka: 'kafka:9092' },
    services,
    listen: '0.0.0.0',
    province,
    provinceFile: PROVINCE_IN_CONTAINER,
  };
  return {
    ...settingsOf(places, secrets, {}),
    DATABASE_URL: postgres,
    POSTGRES_PASSWORD: secrets.password('postgres'),
  };
}

/** Writes `.local/compose/settings.env` and the province file beside it: what `docker compose` is started with. */
function main(): void {
  mkdirSync(FOLDER, { recursive: true, mode: 0o755 });
  const profile: Pick<Profile, 'folder' | 'secrets'> = { folder: FOLDER, secrets: join(FOLDER, 'secrets') };
  const secrets = new Secrets(profile);
  const original = provinceFileOf({});
  writeProvinceFile(profile, original, secrets.signingKey('sandbox-courier'));
  const settings = composeSettings(secrets, provinceCode(original));
  const file = join(FOLDER, 'settings.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  process.stdout.write(`${file}\n`);
}

if (require.main === module) main();
