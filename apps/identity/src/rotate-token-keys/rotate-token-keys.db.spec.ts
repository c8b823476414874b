import type { Clock } from '@open122/service';
import { Audit, SystemClock } from '@open122/service';
import { createLocalJWKSet, jwtVerify } from 'jose';

import { keySettingsOf } from '../key-ring/key-settings';
import { Keys } from '../key-ring/keys';
import { aSigningKey } from '../testing/a-signing-key';
import { IdentityApp } from '../testing/identity-app';
import { Tokens } from '../tokens';
import { RotateTokenKeys } from './rotate-token-keys';

const first = aSigningKey('first');
const dataKey = Buffer.alloc(32, 1);
const settings = keySettingsOf({ DATA_KEY: dataKey, DATA_KEY_ID: 'one', TOKEN_KEY: first });
let identity: IdentityApp;
let clock: Clock;

beforeEach(async () => {
  identity = await IdentityApp.start({
    IDENTITY_DATA_KEY: dataKey.toString('base64url'),
    IDENTITY_DATA_KEY_ID: 'one',
    IDENTITY_TOKEN_KEY: JSON.stringify(first),
  });
  clock = identity.clock;
});
afterEach(() => identity.close());

/** As the program does it, beside the service. */
async function rotate(lead: number) {
  const { database } = identity.app;
  const keys = new Keys(database, settings);
  return new RotateTokenKeys(database, settings, keys, new Audit(new SystemClock())).rotate(lead);
}
const published = async () => {
  const { body } = await identity.get('/internal/jwks');
  return body as unknown as Parameters<typeof createLocalJWKSet>[0];
};
const kids = async () => (await published()).keys.map(({ kid }) => kid);
const read = () => identity.app.get(Keys).read();
const token = () => {
  const holder = { kind: 'person' as const, account: 'a', person: 'p' as never, level: 'window' as const };
  return identity.app.get(Tokens).access(holder, 's', clock.wall());
};
const kidOf = async (signed: string) =>
  (await jwtVerify(signed, createLocalJWKSet(await published()), { currentDate: new Date(clock.wall()) }))
    .protectedHeader.kid;
/** Lets time pass for the ring. */
const pass = (seconds: number) =>
  identity.app.database.run(
    'test.pass',
    `update key_ring set used_from = used_from - make_interval(secs => $1)`,
    [seconds],
  );
const rows = () =>
  identity.app.database.run(
    'test.rows',
    `select id, wrapped is null as bare, retired_at is not null as gone from key_ring order by used_from`,
  );

it('a new key is published at once, signs from its time on, and the one before stays until its last token has run out', async () => {
  const before = await token();
  expect([await kidOf(before), await kids()]).toEqual(['first', ['first']]);
  const rotated = await rotate(30);
  if (!rotated.made) throw new Error('not made');
  const { id } = rotated;
  await read();
  expect([await kidOf(await token()), await kids()]).toEqual(['first', ['first', id]]);

  await pass(30);
  await read();
  const after = await token();
  expect([await kidOf(before), await kidOf(after), await kids()]).toEqual(['first', id, ['first', id]]);

  await pass(12 * 60);
  await read();
  expect(await kids()).toEqual([id]);
  expect(await kidOf(after)).toBe(id);
  await expect(kidOf(before)).rejects.toThrow();
});

it('a second one is refused while a key waits, and of two at once one makes a key', async () => {
  const both = await Promise.all([rotate(30), rotate(30)]);
  const [made] = both.filter((each) => each.made);
  expect(both.filter((each) => each.made)).toHaveLength(1);
  expect(await rotate(30)).toEqual({ made: false, id: made!.id, usedFrom: made!.usedFrom });
  await pass(30);
  expect(await rotate(30)).toMatchObject({ made: true, before: made!.id });
  const audited = await identity.app.database.run('test.audit', `select actor, action from audit`);
  const entry = { actor: 'operator of the platform', action: 'token-key.make' };
  expect(audited).toEqual([entry, entry]);
});

it('the material of a key that is over is deleted by the service', async () => {
  const { id } = await rotate(5);
  await pass(5);
  const { id: second } = await rotate(5);
  await pass(13 * 60);
  for (let patience = 60; patience > 0; patience -= 1) {
    if (((await rows()) as { gone: boolean }[])[1]?.gone === true) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await rows()).toEqual([
    { id: 'first', bare: true, gone: true },
    { id, bare: true, gone: true },
    { id: second, bare: false, gone: false },
  ]);
});
