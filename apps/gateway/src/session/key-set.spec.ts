import { generateKeyPairSync } from 'node:crypto';

import type { JWK } from 'jose';

import { KeySet } from './key-set';

const published = (...ids: string[]): JWK[] =>
  ids.map((kid) => ({ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid }) as JWK);

/** An identity that shows `keys`, slowly, and a clock to move. */
function aKeySet(...ids: string[]) {
  const identity = { keys: published(...ids), asked: 0, now: 0 };
  const fetchKeys = async (): Promise<JWK[]> => {
    identity.asked += 1;
    const { keys } = identity;
    await new Promise((passed) => setTimeout(passed, 20));
    return keys;
  };
  return { identity, keys: new KeySet(fetchKeys, () => identity.now) };
}

it('asks once for a key that is new, and whoever comes meanwhile waits for the same answer', async () => {
  const { identity, keys } = aKeySet('one');
  expect(await keys.get('one')).toBeDefined();
  identity.keys = published('one', 'two');
  identity.now = 11_000;
  const found = await Promise.all(['two', 'two', 'one', 'two'].map((kid) => keys.get(kid)));
  expect(found.every((key) => key !== undefined)).toBe(true);
  expect(identity.asked).toBe(2);
});

it('a key that nobody has makes it ask every ten seconds at most', async () => {
  const { identity, keys } = aKeySet('one');
  await keys.get('one');
  for (identity.now = 1_000; identity.now <= 25_000; identity.now += 1_000)
    expect(await keys.get('invented')).toBeUndefined();
  expect(identity.asked).toBe(3);
});

it('what identity shows no more is forgotten after ten minutes', async () => {
  const { identity, keys } = aKeySet('one', 'two');
  await keys.get('one');
  identity.keys = published('two');
  identity.now = 601_000;
  expect(await keys.get('one')).toBeDefined();
  await new Promise((passed) => setTimeout(passed, 40));
  expect(await keys.get('one')).toBeUndefined();
});
