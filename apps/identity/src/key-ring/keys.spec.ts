import type { Instant } from '@open122/contracts';
import { isUnavailable, type Statements } from '@open122/service';

import { drawMaterial, keyOfJwk, unwrap, wrap } from './key-material';
import { later, type RingKey, TRUSTED } from './key-ring';
import { keySettingsOf } from './key-settings';
import { Keys } from './keys';
import { aSigningKey } from '../testing/a-signing-key';
import { Vault } from '../vault';

const START = '2026-01-05T00:00:00.000Z' as Instant;
const REF = Buffer.alloc(32, 9);
const TOKEN = aSigningKey('first-token');
const root = (id: string, fill: number) => ({
  DATA_KEY: Buffer.alloc(32, fill),
  DATA_KEY_ID: id,
  TOKEN_KEY: TOKEN,
});
const ONE = root('one', 1);
const TWO = { ...root('two', 2), DATA_KEY_BEFORE: ONE.DATA_KEY, DATA_KEY_BEFORE_ID: 'one' };

/** A ring in memory, read as the database gives it. */
class Ring {
  now = START;
  rows: RingKey[] = [];
  readings = 0;
  readonly statements: Statements = {
    run: async <R>() => {
      this.readings += 1;
      return Promise.resolve(
        (this.rows.length === 0 ? [{ id: null }] : this.rows).map((row) => ({ at: this.now, ...row })) as R[],
      );
    },
  };
  add(purpose: 'data' | 'token', id: string, usedFrom: Instant, under = ONE): void {
    const { DATA_KEY: key, DATA_KEY_ID: name } = under;
    const wrapped = wrap(drawMaterial(purpose), { id, purpose }, { id: name, key });
    this.rows.push({ id, purpose, wrapped, root: name, madeAt: START, usedFrom, retiredAt: null });
  }
}
const opened = async (
  ring: Ring,
  settings = ONE as Parameters<typeof keySettingsOf>[0],
  ticks?: () => number,
) => {
  const keys = new Keys(ring.statements, keySettingsOf(settings), ticks);
  await keys.read();
  return keys;
};
const kids = (keys: Keys) => keys.publishedKeys().map(({ kid }) => kid);

describe('material under a root', () => {
  const named = { id: 'k', purpose: 'data' } as const;
  const under = { id: 'one', key: ONE.DATA_KEY };
  const material = drawMaterial('data');
  const wrapped = wrap(material, named, under);

  it('comes out as it went in', () => {
    expect(unwrap(wrapped, named, under)).toEqual(material);
  });
  it.each([
    ['another root', wrapped, named, { id: 'one', key: TWO.DATA_KEY }],
    ['the root by another name', wrapped, named, { id: 'two', key: ONE.DATA_KEY }],
    ['another key’s id', wrapped, { ...named, id: 'l' }, under],
    ['another purpose', wrapped, { ...named, purpose: 'token' } as const, under],
    ['an altered wrap', Buffer.from(wrapped.map((byte, at) => (at === 40 ? byte ^ 1 : byte))), named, under],
    ['a shortened one', wrapped.subarray(0, 20), named, under],
  ])('does not come out with %s', (_, bytes, key, by) => {
    expect(() => unwrap(bytes, key, by)).toThrow();
  });
});

describe('the ring as an instance reads it', () => {
  it('without rows begins with the keys of the settings', async () => {
    const keys = await opened(new Ring());
    expect([keys.dataKey().id, keys.tokenKey().id, kids(keys)]).toEqual([
      'one',
      'first-token',
      ['first-token'],
    ]);
    expect(keys.locked()).toEqual([]);
  });

  it('while the root is changed, and nothing was rotated yet, seals with the key that instances from before know', async () => {
    const keys = await opened(new Ring(), TWO);
    expect(keys.dataKey().id).toBe('one');
  });

  it('a new key opens and is published at once, and is used from its time on, as the database tells it', async () => {
    const ring = new Ring();
    ring.rows.push({ ...firstRow('data', 'one') }, { ...firstRow('token', 'first-token') });
    ring.add('data', 'd', later(START, 1_000));
    ring.add('token', 't', later(START, 1_000));
    const [user, reader] = [await opened(ring), await opened(ring)];
    expect([user.dataKey().id, user.tokenKey().id, kids(user)]).toEqual([
      'one',
      'first-token',
      ['first-token', 't'],
    ]);
    ring.now = later(START, 1_000);
    await user.read();
    expect([user.dataKey().id, user.tokenKey().id, kids(user)]).toEqual(['d', 't', ['first-token', 't']]);
    // the other instance has not read again
    const sealed = new Vault(REF, user).seal('text', 'owner');
    expect([sealed.keyId, new Vault(REF, reader).open(sealed, 'owner')]).toEqual(['d', 'text']);
    const before = new Vault(REF, reader).seal('text', 'owner');
    expect([before.keyId, new Vault(REF, user).open(before, 'owner')]).toEqual(['one', 'text']);
  });

  it('makes each key once, however often it is read', async () => {
    const ring = new Ring();
    ring.add('data', 'd', START);
    const keys = await opened(ring);
    const made = keys.dataKeyOf('d');
    await keys.read();
    expect(keys.dataKeyOf('d')).toBe(made);
  });

  it('an unknown key loses nothing: whoever met it comes again, and the ring is read', async () => {
    const ring = new Ring();
    const keys = await opened(ring);
    ring.add('data', 'd', later(START, 1));
    const outcome = () => new Vault(REF, keys).open({ sealed: Buffer.alloc(40), keyId: 'd' }, 'owner');
    expect(outcome).toThrow('no data key d in the ring');
    expect(isUnavailable(thrown(outcome))).toBe(true);
    expect(ring.readings).toBe(2);
    await keys.read();
    expect(keys.dataKeyOf('d')).toBeDefined();
  });

  it('nothing is sealed or signed by a reading that is too old; what is sealed still opens, keys stay published', async () => {
    let ticks = 0;
    const keys = await opened(new Ring(), ONE, () => ticks);
    const sealed = new Vault(REF, keys).seal('text', 'owner');
    ticks = TRUSTED + 1;
    expect(isUnavailable(thrown(() => keys.tokenKey()))).toBe(true);
    await keys.read();
    ticks += TRUSTED + 1;
    expect(isUnavailable(thrown(() => new Vault(REF, keys).seal('text', 'owner')))).toBe(true);
    expect(new Vault(REF, keys).open(sealed, 'owner')).toBe('text');
    expect(kids(keys)).toEqual(['first-token']);
  });

  it('before it was read at all, everything has to wait', () => {
    const keys = new Keys({ run: () => Promise.reject(new Error('away')) }, keySettingsOf(ONE));
    for (const ask of [
      () => keys.dataKey(),
      () => keys.tokenKey(),
      () => keys.publishedKeys(),
      () => keys.dataKeyOf('one'),
    ])
      expect(isUnavailable(thrown(ask))).toBe(true);
    expect(keys.wasRead).toBe(false);
  });

  it('opens what is wrapped under the root from before; says which keys no root opens', async () => {
    const ring = new Ring();
    ring.add('data', 'd', START);
    ring.add('token', 't', START);
    expect((await opened(ring, TWO)).locked()).toEqual([]);
    const strange = await opened(ring, root('two', 2));
    expect(strange.locked()).toEqual([
      expect.stringContaining('the data key d is not opened by the root one'),
      expect.stringContaining('the token key t is not opened by the root one'),
    ]);
    expect(isUnavailable(thrown(() => strange.dataKey()))).toBe(true);
    const wrong = await opened(ring, root('one', 3));
    expect(wrong.locked()).toHaveLength(2);
  });

  it('says that the first key is missing in the settings while rows may be under it', async () => {
    const ring = new Ring();
    ring.rows.push(firstRow('data', 'zero'));
    ring.add('data', 'd', START);
    expect((await opened(ring)).locked()).toEqual([
      expect.stringContaining('the data key zero is in use or still needed'),
    ]);
    ring.rows[0] = { ...ring.rows[0]!, retiredAt: START };
    expect((await opened(ring)).locked()).toEqual([]);
  });
});

it.each([
  ['without its name', { ...ONE, DATA_KEY_BEFORE: TWO.DATA_KEY }],
  ['by the same name', { ...ONE, DATA_KEY_BEFORE: TWO.DATA_KEY, DATA_KEY_BEFORE_ID: 'one' }],
])('a root from before %s is refused', (_, settings) => {
  expect(() => keySettingsOf(settings)).toThrow('IDENTITY_DATA_KEY_BEFORE_ID');
});

it('a token key without a name is named by its public half', () => {
  const { kid: _, ...nameless } = TOKEN;
  expect(keyOfJwk(nameless).id).toBe(TOKEN.x!.slice(0, 12));
});

function firstRow(purpose: 'data' | 'token', id: string): RingKey {
  const usedFrom = '1970-01-01T00:00:00.000Z' as Instant;
  return { ...{ id, purpose, wrapped: null, root: null, madeAt: START }, usedFrom, retiredAt: null };
}
function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
