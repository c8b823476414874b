import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomFillSync } from 'node:crypto';

import type { OrgRef, PersonRef, PhoneRef } from '@open122/contracts';

import { decrypt, encrypt, NONCE } from './key-ring/aes-gcm';

export interface DataKey {
  id: string;
  key: KeyObject;
}

/** The keys of personal data. */
export interface DataKeys {
  /** The one that seals now. */
  dataKey(): DataKey;
  /** The one of this id, which opens. Throws when there is none. */
  dataKeyOf(id: string): KeyObject;
}

/** An encrypted value and the id of the key that opens it. */
export interface Sealed {
  sealed: Buffer;
  keyId: string;
}

const NONCES_DRAWN_AT_ONCE = 1024;

/**
 * Everything that depends on identity's keys (design §6). References are HMAC-SHA-256; personal data is AES-256-GCM, stored as
 * nonce, tag, ciphertext, and bound to its owner's reference by the additional data, so that rows cannot be swapped.
 */
export class Vault {
  readonly #refKey: KeyObject;
  readonly #blindKey: KeyObject;
  #nonces = Buffer.alloc(0);

  /** `refKey`: 32 bytes, for ever the same. */
  constructor(
    refKey: Buffer,
    private readonly dataKeys: DataKeys,
  ) {
    this.#refKey = createSecretKey(refKey);
    this.#blindKey = createSecretKey(
      Buffer.from(hkdfSync('sha256', this.#refKey, '', 'open122 identity blind index', 32)),
    );
  }

  /** `number` normalised: a 15-digit resident ID already made 18 (design §6). */
  personRef(type: string, number: string): PersonRef {
    return this.#ref(`${type}|${number}`) as PersonRef;
  }
  /** `code`: the 9 characters of the organisation code. */
  orgRef(code: string): OrgRef {
    return this.#ref(code) as OrgRef;
  }
  /** `mobile`: the 11 digits. */
  phoneRef(mobile: string): PhoneRef {
    return this.#ref(`+86${mobile}`) as PhoneRef;
  }

  /** Keyed digest of what must be compared but not kept: codes, content of records, names of lock-outs. */
  blind(...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.#blindKey).update(JSON.stringify(parts)).digest();
  }

  seal(value: unknown, aad: string): Sealed {
    const { id, key } = this.dataKeys.dataKey();
    return { sealed: encrypt(Buffer.from(JSON.stringify(value)), key, this.#nonce(), aad), keyId: id };
  }

  /** Throws when there is no such key, or the value was altered or belongs to another owner. */
  open<T>({ sealed, keyId }: Sealed, aad: string): T {
    return JSON.parse(decrypt(sealed, this.dataKeys.dataKeyOf(keyId), aad).toString('utf8')) as T;
  }

  #ref(text: string): string {
    return createHmac('sha256', this.#refKey).update(text).digest('base64url');
  }

  /** An import seals hundred thousands of values: random bytes are drawn in bulk. */
  #nonce(): Buffer {
    if (this.#nonces.length === 0) this.#nonces = randomFillSync(Buffer.alloc(NONCE * NONCES_DRAWN_AT_ONCE));
    const nonce = this.#nonces.subarray(0, NONCE);
    this.#nonces = this.#nonces.subarray(NONCE);
    return nonce;
  }
}
