import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import { refuse } from '../refusals';

/** One page of a list; `next` is the cursor of the following one. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** Query parameters of every list. */
export class PageQuery {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 100, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  @ApiPropertyOptional({ type: String, description: 'next of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** The sort key of a page's last row, opaque to clients. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** Reads back a key of `length` parts, null for no cursor. Refuses `request.invalid-cursor`. */
export function decodeCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const parts = Array.isArray(key) ? (key as unknown[]) : [];
    const plain = parts.every(
      (part): part is string | number => typeof part === 'string' || typeof part === 'number',
    );
    if (plain && parts.length === length) return parts;
  } catch {
    // Falls through to the refusal: whatever is wrong with it, the cursor is not ours.
  }
  throw refuse.invalidCursor();
}

/** Makes a page of rows that were read with `LIMIT limit + 1`. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly (string | number)[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
