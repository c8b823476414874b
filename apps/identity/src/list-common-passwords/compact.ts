import { digestOf, plainText } from '../common-passwords';
import { PASSWORD_LENGTH } from '../password';

const MOST_COMMON = 100_000;

/** Those that length does not refuse anyway, each once, in the order given. */
function* usable(passwords: Iterable<string>): Generator<string> {
  const seen = new Set<string>();
  for (const password of passwords) {
    const plain = plainText(password);
    if ([...plain].length < PASSWORD_LENGTH.withCode || seen.has(plain)) continue;
    seen.add(plain);
    yield plain;
  }
}

/** The first hundred thousand of a list that has the most common first, and all of our own, as `isListed` reads them. */
export function compact(
  published: Iterable<string>,
  ours: Iterable<string>,
  most = MOST_COMMON,
): { entries: number; digests: Buffer } {
  const all = new Set<string>();
  for (const plain of usable(published)) {
    if (all.size === most) break;
    all.add(plain);
  }
  if (all.size < most) throw new Error(`The published list has ${all.size} of the ${most} that are wanted.`);
  for (const plain of usable(ours)) all.add(plain);
  const digests = [...all].map(digestOf).sort((a, b) => a.compare(b));
  return { entries: all.size, digests: Buffer.concat(digests) };
}
