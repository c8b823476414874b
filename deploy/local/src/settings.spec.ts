import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVICES, type ServiceName } from '@open122/contracts';

import { at } from './profile';
import { provinceCode, writeProvinceFile } from './province-file';
import { Secrets } from './secrets';
import { type Places, settingsOf } from './settings';

describe('the settings of a local province', () => {
  const folder = mkdtempSync(join(tmpdir(), 'open122-settings-'));
  const profile = { folder, secrets: join(folder, 'secrets') };
  const secrets = new Secrets(profile);
  const services = Object.fromEntries(
    SERVICES.map((service, index) => [service, new URL(`http://127.0.0.1:${4000 + index}`)]),
  ) as Record<ServiceName, URL>;
  const places: Places = {
    addresses: {
      postgres: 'postgres://postgres:root@127.0.0.1:1/postgres',
      redis: 'redis://r',
      kafka: 'k:1',
    },
    services,
    listen: '127.0.0.1',
    province: 'he',
    provinceFile: '/he.yaml',
  };
  const settings = settingsOf(places, secrets, {});
  afterAll(() => rmSync(folder, { recursive: true }));

  test('both ends of a pair hold the same key, and no two pairs the same', () => {
    const behind = ['IDENTITY', 'LICENCE', 'VEHICLE', 'FULFILMENT', 'BLACKLIST'];
    const callers = ['LICENCE', 'VEHICLE', 'FULFILMENT'];
    for (const each of behind)
      expect(settings[`${each}_PRINCIPAL_KEY`]).toBe(settings[`GATEWAY_${each}_KEY`]);
    for (const each of callers)
      expect(settings[`${each}_DIRECTORY_KEY`]).toBe(settings[`IDENTITY_${each}_KEY`]);
    const keys = [
      ...behind.map((each) => `${each}_PRINCIPAL_KEY`),
      ...callers.map((each) => `${each}_DIRECTORY_KEY`),
    ];
    expect(new Set(keys.map((name) => settings[name])).size).toBe(behind.length + callers.length);
  });

  test('a service’s role and its migrator are two, in a database of the service’s own', () => {
    const url = new URL(settings.LICENCE_DATABASE_URL ?? '');
    const migrator = new URL(settings.LICENCE_MIGRATOR_URL ?? '');
    expect([url.username, url.pathname, url.host]).toEqual(['he_licence', '/he_licence', '127.0.0.1:1']);
    expect([migrator.username, migrator.pathname]).toEqual(['he_licence_migrator', '/he_licence']);
    expect(url.password).not.toBe(migrator.password);
  });

  test('secrets stay the same over runs, in files for their owner alone', () => {
    expect(settingsOf(places, new Secrets(profile), {})).toEqual(settings);
    expect(statSync(join(profile.secrets, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('an address of the environment wins over a local copy', () => {
    const given = {
      LICENCE_DATABASE_URL: 'postgres://me@db.example/licence',
      KAFKA_BROKERS: 'kafka.example:9092',
    };
    expect(settingsOf(places, secrets, given)).toMatchObject(given);
    expect(settingsOf(places, secrets, { KAFKA_BROKERS: '' }).KAFKA_BROKERS).toBe('k:1');
  });

  test('the province file of a profile knows the public half of its courier’s key, and only that', () => {
    const key = secrets.signingKey('sandbox-courier');
    const file = writeProvinceFile(profile, at('deploy', 'provinces', 'he.yaml'), key);
    const { x, d } = JSON.parse(key) as { x: string; d: string };
    expect(readFileSync(file, 'utf8')).toContain(x);
    expect(readFileSync(file, 'utf8')).not.toContain(d);
    expect(provinceCode(file)).toBe('he');
  });
});
