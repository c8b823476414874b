import { randomUUID } from 'node:crypto';

import { Audit, SystemClock } from '@open122/service';
import { asAdministrator } from '@open122/testkit';

import { keySettingsOf } from '../key-ring/key-settings';
import { Keys } from '../key-ring/keys';
import { aSigningKey } from '../testing/a-signing-key';
import { IdentityApp } from '../testing/identity-app';
import { Vault } from '../vault';
import { ResealRows } from './reseal-rows';
import { RotateDataKeys } from './rotate-data-keys';

const refKey = Buffer.alloc(32, 9);
const values = { DATA_KEY: Buffer.alloc(32, 1), DATA_KEY_ID: 'one', TOKEN_KEY: aSigningKey('first') };

it('a repeated appointment gives the same credentials after the key has changed', async () => {
  const identity = await IdentityApp.start({
    IDENTITY_REF_KEY: refKey.toString('base64url'),
    IDENTITY_DATA_KEY: values.DATA_KEY.toString('base64url'),
    IDENTITY_DATA_KEY_ID: values.DATA_KEY_ID,
    IDENTITY_TOKEN_KEY: JSON.stringify(values.TOKEN_KEY),
  });
  const key = { 'idempotency-key': randomUUID() };
  const appoint = () =>
    identity.post(
      '/v1/ops/staff',
      asAdministrator(),
      { username: 'a.clerk', name: '王', role: 'auditor' },
      key,
    );
  const first = await appoint();
  expect(first.status).toBe(201);

  const { database } = identity.app;
  const settings = keySettingsOf(values);
  const keys = new Keys(database, settings);
  const rows = new ResealRows(database, keys, new Vault(refKey, keys));
  const audit = new Audit(new SystemClock());
  const pace = { lead: 0.1, pause: 0, trusted: 100, request: 100 };
  const quiet = { key: () => undefined, slice: () => undefined, settling: () => undefined };
  const ended = await new RotateDataKeys(database, settings, keys, rows, audit).rotate(pace, quiet);
  expect(ended.retired).toEqual(['one']);
  await identity.app.get(Keys).read();
  expect((await appoint()).body).toEqual(first.body);
  await identity.close();
});
