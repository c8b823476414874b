import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readConfig } from './config';
import { configTable } from './config-table';
import { address, list, networks, networksOf, secretKey, shared, signingKey, str } from './settings';

const settings = {
  IDENTITY_URL: address({ desc: 'where identity is' }),
  KEY: secretKey({ desc: 'a key' }),
  BROKERS: shared(list({ desc: 'the bus' })),
  COLOUR: str({ desc: 'a colour', choices: ['red', 'blue'], default: 'red' }),
};
const key = Buffer.alloc(32, 1);
const right = {
  PROVINCE_FILE: 'he.yaml',
  BROKERS: 'a:1, b:2',
  LICENCE_PORT: '3001',
  LICENCE_DATABASE_URL: 'postgres://u:secret@localhost/licence',
  LICENCE_IDENTITY_URL: 'http://localhost:3000/',
  LICENCE_KEY: key.toString('base64url'),
};

it("a service's settings are prefixed with its name, shared ones are not", () => {
  const { config, problems } = readConfig('licence', settings, right);
  expect(problems).toEqual([]);
  expect(config.values).toMatchObject({
    PORT: 3001,
    HOST: '127.0.0.1',
    BROKERS: ['a:1', 'b:2'],
    IDENTITY_URL: 'http://localhost:3000',
    KEY: key,
    COLOUR: 'red',
  });
});

it('everything that is wrong is told at once, with its meaning and without its value', () => {
  const { problems } = readConfig('licence', settings, {
    BROKERS: '',
    LICENCE_PORT: '99999',
    LICENCE_DATABASE_URL: 'mysql://u:secret@localhost/licence',
    LICENCE_KEY: 'short',
    LICENCE_COLOUR: 'green',
    LICENCE_IDENTITY_URL: 'nowhere',
  });
  expect(problems.sort()).toEqual([
    'BROKERS is missing: the bus',
    'LICENCE_COLOUR Value "green" not in choices [red,blue]: a colour',
    "LICENCE_DATABASE_URL is no postgresql:// address: this service's own database, with the role of the service",
    'LICENCE_IDENTITY_URL is no http address: where identity is',
    'LICENCE_KEY is not 32 bytes in base64url: a key',
    'LICENCE_PORT is no port: port to listen on',
    "PROVINCE_FILE is missing: the province's file (deploy/provinces)",
  ]);
});

describe('settings in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const { LICENCE_KEY: written, LICENCE_DATABASE_URL: url, ...others } = right;

  it('each may be the content of the file that <name>_FILE names, without the end of its last line', () => {
    const { config, problems } = readConfig('licence', settings, {
      ...others,
      LICENCE_KEY_FILE: file('key', `${written}\n`),
      LICENCE_DATABASE_URL_FILE: file('url', `${url}\r\n`),
    });
    expect(problems).toEqual([]);
    expect(config.values).toMatchObject({ KEY: key, DATABASE_URL: url });
  });

  it('what is wrong with a file is told with the rest, and never what is in it', () => {
    const [none, empty, short] = [join(folder, 'none'), file('empty', '\n'), file('short', 'secret')];
    const { problems } = readConfig('licence', settings, {
      ...{ ...others, LICENCE_PORT: 'x', LICENCE_COLOUR: 'red', LICENCE_COLOUR_FILE: short },
      ...{ LICENCE_KEY_FILE: short, LICENCE_DATABASE_URL_FILE: none, BROKERS: '', BROKERS_FILE: empty },
    });
    expect(problems.sort()).toEqual([
      `BROKERS_FILE names an empty file: ${empty}`,
      'LICENCE_COLOUR and LICENCE_COLOUR_FILE are both set: leave one of them out',
      `LICENCE_DATABASE_URL_FILE cannot be read (ENOENT): ${none}`,
      'LICENCE_KEY is not 32 bytes in base64url: a key',
      'LICENCE_PORT is no port: port to listen on',
    ]);
  });

  it('a setting that is a file itself stays one', () => {
    const { config } = readConfig('licence', settings, { ...right, PROVINCE_FILE: 'he.yaml' });
    expect(config.values.PROVINCE_FILE).toBe('he.yaml');
  });
});

it('a signing key is a private Ed25519 JWK', () => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd' };
  const read = (value: object) =>
    readConfig(
      'licence',
      { JWK: signingKey({ desc: 'k' }) },
      { ...right, LICENCE_JWK: JSON.stringify(value) },
    );
  expect(read(jwk).config.values.JWK).toEqual(jwk);
  expect(read({ ...jwk, d: undefined }).problems).toEqual([
    'LICENCE_JWK is no private Ed25519 JWK in JSON: k',
  ]);
});

it('networks are addresses and prefixes, checked at the start', () => {
  const read = (value: string) =>
    readConfig('licence', { FROM: networks({ desc: 'who' }) }, { ...right, LICENCE_FROM: value });
  const from = networksOf(read('10.0.0.0/8, ::1').config.values.FROM);
  expect([from.check('10.9.9.9'), from.check('11.0.0.1'), from.check('::1', 'ipv6')]).toEqual([
    true,
    false,
    true,
  ]);
  for (const wrong of ['10.0.0.0/33', 'everybody', '10.0.0.1,', '10.0.0.0/x'])
    expect(read(wrong).problems).toEqual(['LICENCE_FROM is no list of addresses and networks: who']);
});

it('the table of settings tells every setting, the shared ones once', () => {
  const table = configTable([
    { name: 'licence', settings },
    { name: 'vehicle', settings },
  ]);
  expect(table).toContain('| `LICENCE_COLOUR` | a colour | `red` |');
  expect(table).toContain('| `VEHICLE_KEY` | a key | refused |');
  expect(table.match(/`BROKERS`/g)).toHaveLength(1);
  expect(table).toContain('| `LOG_FILE` | file to append the log to, instead of the standard output | – |');
});
