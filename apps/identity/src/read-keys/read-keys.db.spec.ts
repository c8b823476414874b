import { DatabaseProxy, testApp, type TestDatabase, testDatabase } from '@open122/testkit';

import { drawMaterial, wrap } from '../key-ring/key-material';
import { addKey } from '../key-ring/key-ring.store';
import { service } from '../main';
import { aSigningKey } from '../testing/a-signing-key';

jest.setTimeout(60_000);

const root = { id: 'one', key: Buffer.alloc(32, 1) };
const base64 = (fill: number) => Buffer.alloc(32, fill).toString('base64url');
const env = {
  IDENTITY_REF_KEY: base64(9),
  IDENTITY_DATA_KEY: base64(1),
  IDENTITY_DATA_KEY_ID: 'one',
  IDENTITY_TOKEN_KEY: JSON.stringify(aSigningKey('first')),
  IDENTITY_LICENCE_KEY: base64(3),
  IDENTITY_VEHICLE_KEY: base64(4),
  IDENTITY_FULFILMENT_KEY: base64(5),
  IDENTITY_SMS_PORT: 'sandbox',
};
let test: TestDatabase;
beforeEach(async () => {
  test = await testDatabase('identity');
});
afterEach(() => test.close());

const add = (purpose: 'data' | 'token', id: string) =>
  addKey(
    test.database,
    { id, purpose, wrapped: wrap(drawMaterial(purpose), { id, purpose }, root), root: root.id },
    0,
  );
const start = (more: NodeJS.ProcessEnv = {}, database = test) =>
  testApp(service, { database, env: { ...env, ...more } });

it('has read the ring before it answers, and tells how old its keys are', async () => {
  await add('data', 'd');
  await add('token', 't');
  const app = await start();
  const { body } = await app.request<{ keys: { kid: string }[] }>('GET', '/internal/jwks');
  expect(body.keys.map(({ kid }) => kid)).toEqual(['t']);
  const metrics = (await app.request<{ text: string }>('GET', '/metrics')).body.text;
  expect(metrics).toMatch(/^open122_key_age_seconds\{purpose="data"\} \d/m);
  expect(metrics).toMatch(/^open122_key_age_seconds\{purpose="token"\} \d/m);
  await app.close();
});

it('does not start with a root that does not open the ring, and says which key that is', async () => {
  await add('data', 'd');
  await expect(start({ IDENTITY_DATA_KEY: base64(2) })).rejects.toThrow(
    'the data key d is not opened by the root one of the settings',
  );
});

it('waits for a database that is away: not ready, keys refused as unavailable, and then all by itself', async () => {
  await add('token', 't');
  const proxy = new DatabaseProxy(test.url);
  await proxy.start();
  await proxy.stop();
  const starting = start({ IDENTITY_DATABASE_URL: proxy.url });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await proxy.start();
  const app = await starting;
  for (let patience = 50; patience > 0; patience -= 1) {
    const { status } = await app.request('GET', '/internal/jwks');
    if (status === 200) break;
    expect(status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect((await app.request('GET', '/internal/jwks')).status).toBe(200);
  await app.close();
  await proxy.stop();
});
