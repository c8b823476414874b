import { parse } from 'csv-parse/sync';

import type { LineDecoder } from './line-decoder';

/** The fields of a line, or the code of what keeps it from being one. */
export type Fields = { ok: true; fields: string[] } | { ok: false; code: string };

/** Cuts one line at its commas (RFC 4180; a record is a line). Fields are trimmed. */
export function readFields(bytes: Buffer | null, decoder: LineDecoder): Fields {
  if (bytes === null) return { ok: false, code: 'row.too-long' };
  const text = decoder.decode(bytes);
  if (text === null) return { ok: false, code: 'row.encoding' };
  if (text.includes('\0')) return { ok: false, code: 'row.nul' };
  if (!text.includes('"')) return { ok: true, fields: text.split(',').map((field) => field.trim()) };
  try {
    const [fields] = parse(text, { relax_column_count: true, trim: true }) as string[][];
    return fields === undefined ? { ok: false, code: 'row.quotes' } : { ok: true, fields };
  } catch {
    return { ok: false, code: 'row.quotes' };
  }
}
