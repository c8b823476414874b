import { createHash } from 'node:crypto';

import type { Instant, ServiceName } from '@open122/contracts';

/** A row of the audit as it is sealed. */
export interface SealedRow {
  readonly id: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly purpose: string | null;
  /** As PostgreSQL prints the jsonb. */
  readonly detail: string | null;
  readonly traceparent: string;
}
/** What a seal says besides its rows. */
export interface SealFrame {
  readonly service: ServiceName;
  /** Head of the seal before; {@link NO_HEAD} before the first. */
  readonly previous: string;
  readonly number: number;
  readonly sealedAt: Instant;
  readonly floor: number;
}

export const NO_HEAD = '0'.repeat(64);
const FORMAT = 'open122-audit-1';

/** Each field with its length, so that no two lists of fields have the same bytes. */
const field = (value: string | number | null): string =>
  value === null ? '-,' : `${Buffer.byteLength(String(value))}:${value},`;

/** The head of a seal over rows in their order: SHA-256, hexadecimal (docs/audit.md). */
export function headOf(frame: SealFrame, rows: readonly SealedRow[]): string {
  const { service, previous, number, sealedAt, floor } = frame;
  const hash = createHash('sha256');
  const add = (...values: (string | number | null)[]) => hash.update(values.map(field).join(''));
  add(FORMAT, service, previous, number, sealedAt, floor, rows.length);
  for (const { id, at, actor, action, subject, purpose, detail, traceparent } of rows)
    add(id, at, actor, action, subject, purpose, detail, traceparent);
  return hash.digest('hex');
}
