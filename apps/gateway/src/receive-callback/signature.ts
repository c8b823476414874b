import {
  createHash,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { httpbis } from 'http-message-signatures';

import { refuse } from '../refusals';

/** A callback as it came in. */
export interface Callback {
  readonly method: string;
  /** In its one spelling; the host and scheme are the proxy's business and not signed. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the signature says about itself, once it is verified. */
export interface Signed {
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly nonce: string;
}

const COVERED = ['@method', '@path', 'content-digest'];
/** One signature, over plain components: no second one to hide behind, no `;req` to point elsewhere. */
const INPUT =
  /^[a-z*][a-z0-9_\-.*]*=\(("[a-z@-]+"( "[a-z@-]+")*)\)(;[a-z]+=("[\x20-\x21\x23-\x5b\x5d-\x7e]*"|\d+))+$/;
const NONCE = /^[A-Za-z0-9_-]{16,128}$/;

const covers = (input: string): boolean => {
  const inner = INPUT.exec(input)?.[1];
  return inner !== undefined && COVERED.every((component) => inner.split(' ').includes(`"${component}"`));
};

/** Refuses `courier.digest` unless Content-Digest (RFC 9530) names the SHA-256 of the body. */
export function checkDigest(header: string | string[] | undefined, body: Buffer): void {
  const claimed =
    typeof header === 'string' ? /(?:^|,\s*)sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header)?.[1] : undefined;
  const actual = createHash('sha256').update(body).digest();
  if (claimed === undefined || !timingSafeEqual(Buffer.from(claimed, 'base64'), actual))
    throw refuse.callbackDigest();
}

/** A courier's public keys by key id. */
export const keysOf = (jwks: readonly Readonly<Record<string, string>>[]): ReadonlyMap<string, KeyObject> =>
  new Map(
    jwks.map((jwk) => [jwk.kid ?? '', createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })] as const),
  );

/**
 * Verifies a callback's Ed25519 signature (RFC 9421) over method, path and content digest, with `created` and `nonce`.
 * Refuses `courier.unsigned` and `courier.signature`.
 */
export async function verifySignature(
  callback: Callback,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<Signed> {
  const { method, path, headers } = callback;
  const input = headers['signature-input'];
  if (typeof input !== 'string' || typeof headers.signature !== 'string' || !covers(input))
    throw refuse.callbackUnsigned();
  let signed: Signed | undefined;
  const valid = await httpbis
    .verifyMessage(
      {
        requiredParams: ['created', 'nonce', 'keyid'],
        requiredFields: COVERED,
        // Age is checked by us, on the platform's own wall clock.
        notAfter: Number.MAX_SAFE_INTEGER,
        keyLookup: (parameters) => {
          const { keyid, created, nonce } = parameters;
          const key = typeof keyid === 'string' ? keys.get(keyid) : undefined;
          if (key === undefined || !(created instanceof Date) || !NONCE.test(String(nonce)))
            return Promise.resolve(null);
          signed = { created: created.getTime(), nonce: String(nonce) };
          return Promise.resolve({
            algs: ['ed25519'],
            verify: (data, signature) => Promise.resolve(verify(null, data, key, signature)),
          });
        },
      },
      { method, url: `https://gateway${path}`, headers: plain(headers) },
    )
    .catch(() => false);
  if (valid !== true || signed === undefined) throw refuse.callbackSignature();
  return signed;
}

const plain = (headers: IncomingHttpHeaders): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  );
