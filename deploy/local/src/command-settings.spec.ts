import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { busAccessOf } from '@open122/messaging';

import { commandSettings } from './command-settings';

const folder = mkdtempSync(join(tmpdir(), 'command-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

it('a command reads its settings from variables or files, and what it hands on reads the rest the same way', () => {
  const settings = commandSettings({
    ...{ DATABASE_URL: '', DATABASE_URL_FILE: file('admin', 'postgres://admin@a/postgres\n') },
    ...{ VEHICLE_KAFKA_USERNAME: '', LICENCE_KAFKA_USERNAME_FILE: file('name', 'he-licence\n') },
    ...{ KAFKA_BROKERS_FILE: file('brokers', 'a:1,b:2\n'), KAFKA_SASL_FILE: file('sasl', 'plain') },
    ...{ KAFKA_USERNAME: 'admin', KAFKA_PASSWORD_FILE: file('password', 'secret\n') },
  });
  expect(settings.DATABASE_URL).toBe('postgres://admin@a/postgres');
  expect(settings.LICENCE_KAFKA_USERNAME).toBe('he-licence');
  expect(settings).not.toHaveProperty('VEHICLE_KAFKA_USERNAME');
  const access = busAccessOf(settings);
  expect(access.brokers).toEqual(['a:1', 'b:2']);
  expect(access.sasl).toEqual({ mechanism: 'plain', username: 'admin', password: 'secret' });
  // what was read once is not both set when it is read again
  expect(commandSettings(settings)).toEqual(settings);
});

it('every file that cannot be read is named at once', () => {
  const [none, empty] = [join(folder, 'none'), file('empty', '')];
  const read = () => commandSettings({ DATABASE_URL_FILE: none, LICENCE_MIGRATOR_URL_FILE: empty });
  expect(read).toThrow(
    `DATABASE_URL_FILE cannot be read (ENOENT): ${none}\nLICENCE_MIGRATOR_URL_FILE names an empty file: ${empty}`,
  );
});
