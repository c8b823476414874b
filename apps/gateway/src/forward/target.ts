/** What a request asks for, in one spelling: no encoding trick survives (quality R10: authorise on the matched route). */
export interface Target {
  /** Decoded, none of them empty. */
  readonly segments: readonly string[];
  /** The same, encoded in one way: what a service is asked for. */
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query: string;
}

/** No `;` (matrix parameters), no backslash, no control characters, nothing outside ASCII. */
const RAW_PATH = /^(\/[A-Za-z0-9\-._~!$&'()*+,=:@%]+)+$/;
const RAW_QUERY = /^[\x21-\x7e]*$/;
/** What may not appear once decoded: separators, another layer of encoding, control and invisible characters. */
const STRANGE = /[/\\%;?#\p{C}\p{Z}]/u;

function decoded(segment: string): string | null {
  try {
    const text = decodeURIComponent(segment);
    return STRANGE.test(text) || text === '.' || text === '..' ? null : text;
  } catch {
    return null;
  }
}

/** Reads the raw target of a request; null when there is anything strange about it. */
export function targetOf(rawUrl: string): Target | null {
  const mark = rawUrl.indexOf('?');
  const [rawPath, query] = mark === -1 ? [rawUrl, ''] : [rawUrl.slice(0, mark), rawUrl.slice(mark)];
  if (!RAW_PATH.test(rawPath) || !RAW_QUERY.test(query) || query.includes('#')) return null;
  const segments = rawPath.slice(1).split('/').map(decoded);
  if (!segments.every((segment) => segment !== null)) return null;
  return { segments, path: `/${segments.map(encodeURIComponent).join('/')}`, query };
}
