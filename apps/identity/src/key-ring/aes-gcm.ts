import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

export const NONCE = 12;
const TAG = 16;

/** AES-256-GCM as nonce, tag, ciphertext; `bound` is what it belongs to. A nonce serves one value alone. */
export function encrypt(plain: Buffer, key: KeyObject, nonce: Buffer, bound: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Throws when the value was altered, belongs to something else or was made with another key. */
export function decrypt(sealed: Buffer, key: KeyObject, bound: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), {
    // else a shorter tag, which can be guessed, would do as well
    authTagLength: TAG,
  });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
}
