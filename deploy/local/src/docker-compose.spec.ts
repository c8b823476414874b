import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVICES } from '@open122/contracts';
import Ajv from 'ajv';
import { parse } from 'yaml';

import { composeSettings, SERVICE_PORT } from './compose-settings';
import { at } from './profile';
import { Secrets } from './secrets';

interface Container {
  command?: string[];
  image: string;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
}

describe('docker-compose.yml', () => {
  const file = readFileSync(at('docker-compose.yml'), 'utf8');
  const { services: containers } = parse(file, { merge: true }) as { services: Record<string, Container> };
  const folder = mkdtempSync(join(tmpdir(), 'open122-compose-'));
  const settings = composeSettings(new Secrets({ secrets: folder }), 'he');
  afterAll(() => rmSync(folder, { recursive: true }));
  const environment = (name: string): Record<string, string> => containers[name]?.environment ?? {};

  test('is a compose file by the schema of the Compose specification', () => {
    const path = at('node_modules', 'dclint', 'schemas', 'compose.schema.json');
    const { $schema: _, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const valid = ajv.compile(schema);
    const described = parse(file, { merge: true }) as Record<string, unknown>;
    expect([valid(described), valid.errors]).toEqual([true, null]);
    expect(valid({ ...described, services: { gateway: { imago: 'open122' } } })).toBe(false);
  });

  test('the containers are the three servers, the migration step and every service', () => {
    expect(Object.keys(containers).sort()).toEqual(
      ['postgres', 'redis', 'kafka', 'migrate', ...SERVICES].sort(),
    );
  });

  test.each(SERVICES)('%s is given all of its settings and nobody else’s', (service) => {
    const own = Object.keys(settings).filter(
      (name) => name.startsWith(`${service.toUpperCase()}_`) && !name.endsWith('_MIGRATOR_URL'),
    );
    const shared = ['PROVINCE_FILE', 'KAFKA_BROKERS', 'REDIS_URL', 'LOG_LEVEL'];
    expect(Object.keys(environment(service)).sort()).toEqual([...own, ...shared].sort());
    expect(containers[service]?.command).toEqual(['node', `apps/${service}/dist/src/bundle.js`]);
    expect(containers[service]?.depends_on?.migrate?.condition).toBe('service_completed_successfully');
  });

  test('the migration step is given every database and migrator, and no other secret', () => {
    const databases = SERVICES.flatMap((service) => [
      `${service.toUpperCase()}_DATABASE_URL`,
      `${service.toUpperCase()}_MIGRATOR_URL`,
    ]);
    const rest = Object.keys(environment('migrate')).filter((name) => !databases.includes(name));
    expect(Object.keys(environment('migrate'))).toEqual(expect.arrayContaining(databases));
    expect(rest.sort()).toEqual(['DATABASE_URL', 'KAFKA_BROKERS', 'LOG_LEVEL', 'PROVINCE_FILE', 'REDIS_URL']);
  });

  test('every value that is asked for is in the file of settings', () => {
    const asked = [...file.matchAll(/\$\{(\w+)[}:]/g)].map(([, name]) => name);
    const missing = asked.filter((name) => name !== undefined && name !== 'LOG_LEVEL' && !(name in settings));
    expect(missing).toEqual([]);
  });

  test('the broker has the settings of the local one', () => {
    const properties = readFileSync(at('deploy', 'local', 'server.properties'), 'utf8');
    for (const [, name, value] of properties.matchAll(/^([a-z.]+)=(.*)$/gm)) {
      expect([name, environment('kafka')[`KAFKA_${name?.replaceAll('.', '_').toUpperCase()}`]]).toEqual([
        name,
        value,
      ]);
    }
  });

  test('only the gateway is reachable, on the loopback', () => {
    const open = Object.entries(containers).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(open).toEqual([`gateway 127.0.0.1:27410:${SERVICE_PORT}`]);
  });
});
