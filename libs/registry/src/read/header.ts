import type { Columns } from '../files/columns';
import { refuse } from '../refusals';

/**
 * Which field of a line is which column.
 * @throws Refusal `registry.header` that names every missing, unknown and repeated column
 */
export function readHeader(fields: readonly string[], columns: Columns): string[] {
  const names = fields.map((field, at) => (at === 0 ? field.replace(/^\uFEFF/, '') : field));
  const missing = Object.keys(columns).filter((column) => !names.includes(column));
  const unknown = names.filter((column) => !Object.hasOwn(columns, column));
  const repeated = names.filter((column, at) => names.indexOf(column) !== at);
  if (missing.length + unknown.length + repeated.length > 0) {
    throw refuse.header({
      missing: missing.join(' ') || '–',
      unknown: shown(unknown) || '–',
      repeated: [...new Set(repeated)].join(' ') || '–',
    });
  }
  return names;
}

/** A file without header begins with data, which may be personal: only what looks like a column's name is repeated. */
const shown = (names: readonly string[]): string =>
  names.map((each) => (/^[A-Za-z][A-Za-z0-9]{0,30}$/.test(each) ? each : '?')).join(' ');
