import { createHmac, randomBytes } from 'node:crypto';

import { oneDataKey } from './testing/a-vault';
import { Vault } from './vault';

const refKey = randomBytes(32);
const vault = new Vault(refKey, oneDataKey('one', randomBytes(32)));

it('references are HMAC-SHA-256 of type and number, organisation code, and E.164', () => {
  const hmac = (text: string) => createHmac('sha256', refKey).update(text).digest('base64url');
  expect(vault.personRef('resident-id', '11010519491231002X')).toBe(hmac('resident-id|11010519491231002X'));
  expect(vault.orgRef('D2143569X')).toBe(hmac('D2143569X'));
  expect(vault.phoneRef('13800000000')).toBe(hmac('+8613800000000'));
});

it('what was sealed opens for its owner alone', () => {
  const sealed = vault.seal({ name: '王' }, 'owner');
  expect(vault.open(sealed, 'owner')).toEqual({ name: '王' });
  expect(() => vault.open(sealed, 'another')).toThrow();
});

it('an altered value does not open', () => {
  const { sealed, keyId } = vault.seal('text', 'owner');
  for (const at of [0, 12, sealed.length - 1]) {
    const altered = Buffer.from(sealed);
    altered[at] = altered[at]! ^ 1;
    expect(() => vault.open({ sealed: altered, keyId }, 'owner')).toThrow();
  }
});

it('a value with a shortened tag does not open', () => {
  const { sealed, keyId } = vault.seal('', 'owner');
  expect(() => vault.open({ sealed: sealed.subarray(0, 16), keyId }, 'owner')).toThrow(/tag length/);
});

it('the same value is never sealed to the same bytes, over many nonces', () => {
  const seen = new Set(
    Array.from({ length: 3000 }, () => vault.seal('x', 'o').sealed.toString('hex').slice(0, 24)),
  );
  expect(seen.size).toBe(3000);
});

it('blind digests differ by part boundaries, and are not made with the reference key itself', () => {
  expect(vault.blind('ab', 'c')).not.toEqual(vault.blind('a', 'bc'));
  expect(vault.blind('x')).not.toEqual(createHmac('sha256', refKey).update('["x"]').digest());
});
