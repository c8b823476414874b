import { instantOf } from '@open122/contracts';
import { CompactSign, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';

import { KeySet } from './key-set';
import { Tokens } from './tokens';

const START = Date.parse('2026-01-01T00:00:00Z');
type Private = Parameters<SignJWT['sign']>[0];

let wall: number;
let ticks: number;
let published: JWK[];
let fetched: number;
let away: boolean;
let tokens: Tokens;
let privateKey: Private;

const newKey = async (kid: string) => {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  published = [...published, { ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA' }];
  return pair.privateKey;
};
beforeEach(async () => {
  [wall, ticks, published, fetched, away] = [START, 1_000_000, [], 0, false];
  privateKey = await newKey('k1');
  const keys = new KeySet(
    async () => {
      fetched += 1;
      if (away) throw new Error('identity is away');
      return Promise.resolve(published);
    },
    () => ticks,
  );
  tokens = new Tokens(keys, 'he.identity', () => instantOf(wall));
});

const citizen = { kind: 'person', person: 'p'.repeat(43), level: 'window', sid: 's1' };
const access = (claims: object = citizen, header: object = {}, key = privateKey, seconds = 600) =>
  new SignJWT({ iss: 'he.identity', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ: 'access', ...header })
    .setSubject('a1')
    .setExpirationTime(START / 1000 + seconds)
    .sign(key);
const outcome = async (token: string) =>
  tokens.principalOf(token).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

describe('an access token', () => {
  it('becomes the principal it speaks of', async () => {
    expect(await tokens.principalOf(await access())).toEqual({
      kind: 'person',
      account: 'a1',
      person: citizen.person,
      level: 'window',
      session: 's1',
    });
    const operator = await access({
      kind: 'staff',
      role: 'operator',
      owner: 'licence',
      person: citizen.person,
    });
    expect(await tokens.principalOf(operator)).toEqual({
      kind: 'staff',
      staff: 'a1',
      role: 'operator',
      owner: 'licence',
      person: citizen.person,
    });
    const newcomer = await access({ kind: 'staff', role: 'auditor', passwordDue: true });
    expect(await tokens.principalOf(newcomer)).toEqual({
      ...{ kind: 'staff', staff: 'a1', role: 'auditor', passwordDue: true },
    });
  });

  it('is refused when expired, also after it was accepted', async () => {
    const token = await access();
    expect(await outcome(token)).toBe('accepted');
    wall = START + 599_999;
    expect(await outcome(token)).toBe('accepted');
    wall = START + 600_000;
    expect(await outcome(token)).toBe('session.token-expired');
  });

  it('is refused when altered, unsigned, of another kind, or signed by another key', async () => {
    const token = await access();
    const [head, body, mac] = token.split('.') as [string, string, string];
    const stranger = (await generateKeyPair('EdDSA')).privateKey;
    const administrator = Buffer.from(
      JSON.stringify({ ...citizen, kind: 'staff', role: 'administrator', sub: 'a1', exp: 2e9 }),
    );
    const bad = [
      `${head}.${administrator.toString('base64url')}.${mac}`,
      `${head}.${body}.${mac.slice(0, -4)}AAAA`,
      new UnsecuredJWT(citizen).setSubject('a1').setExpirationTime(2e9).encode(),
      await access(citizen, { typ: 'step-up' }),
      await access(citizen, { typ: undefined }),
      await access(citizen, {}, stranger),
      await access({ kind: 'service' }),
      await access({ ...citizen, iss: 'sd.identity' }),
      await access({ ...citizen, iss: undefined }),
      await access({ ...citizen, level: 'highest' }),
      await access({ kind: 'staff', role: 'root' }),
      'x',
      'a.b.c',
      '',
    ];
    for (const each of bad) expect(await outcome(each)).toBe('session.token-invalid');
  });

  it('is verified once and remembered by its hash', async () => {
    const token = await access();
    const [first, second] = [await tokens.principalOf(token), await tokens.principalOf(token)];
    expect(second).toBe(first);
  });

  it('of a new key is accepted once identity publishes it; a flood of unknown keys asks identity once in ten seconds', async () => {
    expect(await outcome(await access())).toBe('accepted');
    expect(fetched).toBe(1);
    ticks += 11_000;
    for (let time = 0; time < 20; time += 1) {
      expect(await outcome(await access(citizen, { kid: `k${time + 100}` }))).toBe('session.token-invalid');
    }
    expect(fetched).toBe(2);
    const second = await newKey('k2');
    ticks += 11_000;
    expect(await outcome(await access(citizen, { kid: 'k2' }, second))).toBe('accepted');
    expect(fetched).toBe(3);
  });

  it('of a known key is accepted while identity is away; without any key nobody is told his token is bad', async () => {
    away = true;
    expect(await outcome(await access())).toBe('unavailable');
    away = false;
    expect(await outcome(await access())).toBe('accepted');
    away = true;
    ticks += 11 * 60_000;
    expect(await outcome(await access({ ...citizen, sid: 's2' }))).toBe('accepted');
  });
});

describe('a step-up token', () => {
  const digest = 'd'.repeat(43);
  const stepUp = (claims: object = {}, typ = 'step-up') =>
    new CompactSign(
      new TextEncoder().encode(
        JSON.stringify({
          iss: 'he.identity',
          sub: 'a1',
          jti: 'j1',
          purpose: 'apply:D1',
          bodyDigest: digest,
          exp: START / 1000 - 1,
          ...claims,
        }),
      ),
    )
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ })
      .sign(privateKey);

  it('is handed on with its expiry, which is platform time and for the owner to judge', async () => {
    expect(await tokens.stepUpOf(await stepUp(), 'a1')).toEqual({
      jti: 'j1',
      purpose: 'apply:D1',
      bodyDigest: digest,
      expiresAt: '2025-12-31T23:59:59.000Z',
    });
  });

  it('is refused when it is another account’s, of another kind, incomplete or not signed by identity', async () => {
    const bad = [
      await stepUp({ sub: 'a2' }),
      await stepUp({ iss: 'sd.identity' }),
      await stepUp({}, 'access'),
      await stepUp({ jti: undefined }),
      await stepUp({ bodyDigest: undefined }),
      await stepUp({ exp: 'never' }),
      await access(),
      `${await stepUp()}x`,
      'x',
    ];
    for (const each of bad) {
      await expect(tokens.stepUpOf(each, 'a1')).rejects.toMatchObject({
        code: 'step-up.invalid',
        status: 403,
      });
    }
  });
});
