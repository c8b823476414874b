import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';

import type { OrgRef, PersonRef, PhoneRef } from '@open122/contracts';

/** The keys of identity: 32 bytes each. */
export interface VaultKeys {
  ref: Buffer;
  data: Buffer;
  /** Kept with every row, so that the key can be changed. */
  dataKeyId: string;
}

/** An encrypted value and the id of the key that opens it. */
export interface Sealed {
  sealed: Buffer;
  keyId: string;
}

const NONCE = 12;
const TAG = 16;
const NONCES_DRAWN_AT_ONCE = 1024;

/**
 * Everything that depends on identity's keys (design §6). References are HMAC-SHA-256; personal data is AES-256-GCM, stored as
 * nonce, tag, ciphertext, and bound to its owner's reference by the additional data, so that rows cannot be swapped.
 */
export class Vault {
  readonly #refKey: KeyObject;
  readonly #dataKey: KeyObject;
  readonly #keyId: string;
  readonly #blindKey: KeyObject;
  #nonces = Buffer.alloc(0);

  constructor(keys: VaultKeys) {
    this.#refKey = createSecretKey(keys.ref);
    this.#dataKey = createSecretKey(keys.data);
    this.#keyId = keys.dataKeyId;
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
    const nonce = this.#nonce();
    const cipher = createCipheriv('aes-256-gcm', this.#dataKey, nonce);
    cipher.setAAD(Buffer.from(aad));
    const body = cipher.update(JSON.stringify(value), 'utf8');
    cipher.final();
    return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]), keyId: this.#keyId };
  }

  /** Throws when the key is another one, or the value was altered or belongs to another owner. */
  open<T>({ sealed, keyId }: Sealed, aad: string): T {
    if (keyId !== this.#keyId) throw new Error(`no data key ${keyId}`);
    const decipher = createDecipheriv('aes-256-gcm', this.#dataKey, sealed.subarray(0, NONCE), {
      // else a shorter tag, which can be guessed, would do as well
      authTagLength: TAG,
    });
    decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    const text = decipher.update(sealed.subarray(NONCE + TAG), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text) as T;
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

/** The vault of a service's settings. */
export const vaultOf = (values: { REF_KEY: Buffer; DATA_KEY: Buffer; DATA_KEY_ID: string }): Vault =>
  new Vault({ ref: values.REF_KEY, data: values.DATA_KEY, dataKeyId: values.DATA_KEY_ID });
