import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Of each common password the first bytes of its SHA-256, sorted; README says where they come from. Forty bits: a password that is
 * none of them is taken for one in 1 of 10.9 million cases.
 */
const FILE = join(__dirname, 'common-passwords.bin');
export const DIGEST_BYTES = 5;

/** How a password is compared with the list, and only for that: full-width or upper case makes none uncommon. */
export const plainText = (password: string): string => password.normalize('NFKC').toLowerCase();

export const digestOf = (plain: string): Buffer =>
  createHash('sha256').update(plain).digest().subarray(0, DIGEST_BYTES);

let listed: Buffer | undefined;

/** Whether a {@link plainText} is among the most common passwords. Half a megabyte, read when first asked for. */
export function isListed(plain: string): boolean {
  listed ??= readFileSync(FILE);
  const digest = digestOf(plain);
  let [from, to] = [0, listed.length / DIGEST_BYTES];
  while (from < to) {
    const middle = (from + to) >> 1;
    const order = listed.compare(digest, 0, DIGEST_BYTES, middle * DIGEST_BYTES, (middle + 1) * DIGEST_BYTES);
    if (order === 0) return true;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return false;
}
