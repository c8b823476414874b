import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { busAccess, busAccessOf, type BusSettings } from './bus-access';

const folder = mkdtempSync(join(tmpdir(), 'open122-access-'));
const ca = join(folder, 'ca.pem');
beforeAll(() => writeFileSync(ca, 'an authority'));
afterAll(() => rmSync(folder, { recursive: true }));

const plain: BusSettings = {
  ...{ KAFKA_BROKERS: ['a:1'], KAFKA_TLS: 'off', KAFKA_SASL: undefined },
  ...{ KAFKA_USERNAME: undefined, KAFKA_PASSWORD: undefined, TLS_CA: undefined, OPEN122_CRASH: undefined },
};
const login = { KAFKA_USERNAME: 'licence', KAFKA_PASSWORD: 'secret' };

test.each<[string, Partial<BusSettings>, object]>([
  ['neither TLS nor a name', {}, { brokers: ['a:1'], ssl: false }],
  ['TLS by public authorities', { KAFKA_TLS: 'on' }, { brokers: ['a:1'], ssl: {} }],
  [
    'TLS by an authority of the province’s own',
    { KAFKA_TLS: 'on', TLS_CA: ca },
    { brokers: ['a:1'], ssl: { ca: Buffer.from('an authority') } },
  ],
  [
    'a name and its password',
    { KAFKA_SASL: 'scram-sha-512', ...login },
    {
      ...{ brokers: ['a:1'], ssl: false },
      sasl: { mechanism: 'scram-sha-512', username: 'licence', password: 'secret' },
    },
  ],
])('%s', (_what, more, access) => {
  expect(busAccess('licence', { ...plain, ...more })).toEqual(access);
});

test('who is to say who it is and has no name or password does not start, and is told all that is missing', () => {
  expect(() => busAccess('licence', { ...plain, KAFKA_SASL: 'plain' })).toThrow(
    /licence cannot start[^]*KAFKA_USERNAME of it is missing[^]*KAFKA_PASSWORD of it is missing/,
  );
});

test('a program takes the same from its environment', () => {
  const env = { KAFKA_BROKERS: 'a:1,b:2', KAFKA_TLS: 'on', KAFKA_SASL: 'plain', TLS_CA: '', ...login };
  expect(busAccessOf(env)).toEqual({
    ...{ brokers: ['a:1', 'b:2'], ssl: {} },
    sasl: { mechanism: 'plain', username: 'licence', password: 'secret' },
  });
  expect(busAccessOf({ KAFKA_BROKERS: 'a:1' })).toEqual({ brokers: ['a:1'], ssl: false });
  expect(() => busAccessOf({ ...env, KAFKA_SASL: 'kerberos' })).toThrow(
    'KAFKA_SASL Value "kerberos" not in choices',
  );
  expect(() => busAccessOf({ ...env, KAFKA_TLS: 'true' })).toThrow('KAFKA_TLS Value "true" not in choices');
  expect(() => busAccessOf({ ...env, TLS_CA: '/nowhere.pem' })).toThrow('TLS_CA names no file');
});
