import { createHash } from 'node:crypto';

/** A seal as docs/audit.md describes it, every value as text. */
export interface SealText {
  readonly number: string;
  readonly ids: readonly string[];
  readonly top: string;
  readonly floor: string;
  readonly head: string;
  readonly sealedAt: string;
}
/** The columns of a sealed row in the order of docs/audit.md. */
export type RowText = readonly (string | null)[];

export const FIRST_PREVIOUS = ''.padStart(64, '0');

/** The head that a seal must have, given the one before it and its rows in their order. Written from docs/audit.md alone. */
export function expectedHead(
  service: string,
  previous: string,
  seal: SealText,
  rows: readonly RowText[],
): string {
  const frame = [
    'open122-audit-1',
    service,
    previous,
    seal.number,
    seal.sealedAt,
    seal.floor,
    String(rows.length),
  ];
  const parts: Buffer[] = [];
  for (const value of [...frame, ...rows.flat()]) {
    if (value === null) {
      parts.push(Buffer.from('-,'));
      continue;
    }
    const bytes = Buffer.from(value, 'utf8');
    parts.push(Buffer.from(`${bytes.length}:`), bytes, Buffer.from(','));
  }
  return createHash('sha256').update(Buffer.concat(parts)).digest('hex');
}
